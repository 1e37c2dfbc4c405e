/** What Linux reports about a process. Elsewhere the results are null, and the report leaves them blank. */

import { readdirSync, readFileSync } from 'node:fs';

/** Linux reports CPU time in ticks of 10 ms to programs, whatever the kernel's own clock is. */
const microsecondsPerTick = 10_000;

/** Returns the CPU time of all threads of a process since its start, in microseconds. */
export function cpuMicroseconds(pid: number): number | null {
  const stat = readProc(pid, 'stat');
  if (stat === null) return null;
  // The second field is the program's name in brackets and may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * microsecondsPerTick : null;
}

/** Returns the memory of a process that is in RAM (VmRSS), in mebibytes. */
export function residentMebibytes(pid: number): number | null {
  return mebibytes(pid, 'VmRSS');
}

/** Returns the same without memory-mapped files (RssAnon), most of which are Node.js itself. */
export function ownMebibytes(pid: number): number | null {
  return mebibytes(pid, 'RssAnon');
}

/** Returns the number of files and sockets that a process has open. */
export function openFiles(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

function mebibytes(pid: number, field: 'VmRSS' | 'RssAnon'): number | null {
  const status = readProc(pid, 'status') ?? '';
  const kibibytes = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) / 1024;
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

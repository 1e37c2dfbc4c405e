/** What Linux knows about a process; elsewhere the answers are null and the report leaves them blank. */

import { readFileSync } from 'node:fs';

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
  const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) / 1024;
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

/** Gives the measured server one processor and the load generator another, where the system can do that. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** The processors of the measured server and of the load process. */
export interface Pinning {
  readonly server: number;
  readonly load: number;
}

/** Returns two processors that this process may use, or null with fewer processors or without taskset. */
export function findPinning(): Pinning | null {
  if (platform() !== 'linux') return null;
  if (spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status !== 0) return null;
  const [server, load] = allowedProcessors();
  return server === undefined || load === undefined ? null : { server, load };
}

/** Returns a command line that runs on one processor only; `null` leaves it unchanged. */
export function pinCommand(processor: number | null, command: readonly string[]): string[] {
  return processor === null ? [...command] : ['taskset', '-c', String(processor), ...command];
}

/** Parses a list such as `0-3,8`; a container may have only some of the processors. */
function allowedProcessors(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

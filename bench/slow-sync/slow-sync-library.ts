/** The library that makes syncs slow, compiled for this machine. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Compiles the library into a folder.
 *
 * @param delayMs how much longer each sync takes.
 * @returns the environment with which a process has slow syncs.
 * @throws Error without a C compiler, or on another system than Linux.
 */
export function compileSlowSync(folder: string, delayMs: number): Readonly<Record<string, string>> {
  if (process.platform !== 'linux') throw new Error('--slow-sync needs Linux');
  const library = join(folder, 'slow-sync.so');
  const source = fileURLToPath(new URL('slow-sync.c', import.meta.url));
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  } catch (error) {
    throw new Error('--slow-sync needs a C compiler with the name cc', { cause: error });
  }
  return { LD_PRELOAD: library, BENCH_SYNC_DELAY_US: String(delayMs * 1000) };
}

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Entry, parseTrace } from './trace.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Whether this machine has what recording needs; otherwise why not. */
export const noRecorder: string | undefined =
  process.platform !== 'linux' || spawnSync('cc', ['--version']).status !== 0
    ? 'no C compiler on Linux, with which writes and syncs are recorded'
    : undefined;

/**
 * Compiles a library of this folder.
 *
 * @returns its path, for LD_PRELOAD.
 */
export function compileLibrary(name: string, folder: string): string {
  const library = join(folder, `${name}.so`);
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, pathOf(`${name}.c`), '-ldl']);
  return library;
}

/** Runs the workload in a folder, and returns what it did to the files. */
export function recordWorkload(folder: string): { readonly trace: Entry[]; readonly recorded: string } {
  const recorded = join(folder, 'recorded');
  const record = join(folder, 'trace');
  mkdirSync(recorded);
  execFileSync(process.execPath, [pathOf('workload.ts'), recorded], {
    env: {
      ...process.env,
      LD_PRELOAD: compileLibrary('record-disk', folder),
      RECORD_FOLDER: recorded,
      RECORD_FILE: record,
    },
  });
  return { trace: parseTrace(readFileSync(record)), recorded };
}

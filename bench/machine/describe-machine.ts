/** Describes the machine that the figures were measured on. */

import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from '../reports/statistics.ts';

export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly memoryGibibytes: number;
  readonly system: string;
  readonly nodeVersion: string;
  /** Median time to append 4 KB to a file and make it durable, in milliseconds. */
  readonly fdatasyncMilliseconds: number;
}

/** Describes this machine; the disk is tested in the folder that contains the databases. */
export function describeMachine(temporaryFolder: string, syncs: number): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown processor',
    processors: all.length,
    memoryGibibytes: totalmem() / 2 ** 30,
    system: `${platform()} ${release()} ${arch()}`,
    nodeVersion: process.version,
    fdatasyncMilliseconds: measureSync(temporaryFolder, syncs),
  };
}

function measureSync(folder: string, count: number): number {
  const block = Buffer.alloc(4096, 'x');
  const file = openSync(join(folder, 'sync-test'), 'a');
  try {
    return median(
      Array.from({ length: count }, () => {
        const started = performance.now();
        writeSync(file, block);
        fdatasyncSync(file);
        return performance.now() - started;
      }),
    );
  } finally {
    closeSync(file);
  }
}

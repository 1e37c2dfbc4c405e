import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Writes a file to disk, or a folder with the names in it. Blocks the thread. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { StartProgress } from '../terminal/progress.ts';

/**
 * Copies the complete files of a folder of media, and keeps what the target has beside them. Resolves with their number.
 * A folder that does not exist has none.
 *
 * @param onCreate called with each file and folder that it has created, before a file has its name.
 */
export async function copyMedia(
  from: string,
  to: string,
  startProgress: StartProgress,
  onCreate: (path: string) => void = () => {},
): Promise<number> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  // A file with another name is one that is being uploaded.
  const files = entries.filter((entry) => entry.isFile() && /^ME[0-9a-f]{32}$/.test(entry.name));
  const progress = startProgress('Copying media');
  try {
    for (const [index, { parentPath, name }] of files.entries()) {
      const target = join(to, relative(from, parentPath), name);
      await createFolders(dirname(target), onCreate);
      await copyFile(join(parentPath, name), `${target}.new`, constants.COPYFILE_FICLONE);
      onCreate(`${target}.new`);
      await rename(`${target}.new`, target);
      progress.update(index + 1, files.length);
    }
  } finally {
    progress.end();
  }
  return files.length;
}

async function createFolders(folder: string, onCreate: (path: string) => void): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let each = folder; first !== undefined && each.length >= first.length; each = dirname(each))
    onCreate(each);
}

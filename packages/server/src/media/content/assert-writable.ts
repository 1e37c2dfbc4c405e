import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StorageRefused } from '../../storage/storage.ts';

/**
 * Checks a folder without creating anything, since commands that store no content open it, too.
 *
 * @throws StorageRefused if this process cannot create files in the folder.
 */
export async function assertWritable(folder: string): Promise<void> {
  const path = resolve(folder);
  try {
    // The trailing slash makes a file in the place of a folder an error.
    await access(`${await findExisting(path)}/`, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
    throw new StorageRefused(
      `Media cannot be stored in ${path}${code}. Set COLLOQUY_MEDIA_URL to a folder that the server can write to, as in file:/var/lib/colloquy/media, or to a bucket.`,
      { cause },
    );
  }
}

/** The folder, or the nearest parent that exists. */
async function findExisting(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    return findExisting(dirname(path));
  }
}

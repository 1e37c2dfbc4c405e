import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Permissions of the group and of all others. */
const foreignAccess = 0o077;

/**
 * Withdraws the access of other users to existing folders of content, which earlier versions created for everyone. Their
 * files can then not be reached either, so none of them is visited, and the cost is the same for any number of files.
 *
 * @param folders may be missing. One that belongs to another user, or is on a read-only file system, stays as it is.
 */
export async function narrowFolders(folders: readonly string[]): Promise<void> {
  await Promise.all(
    folders.map(async (folder) => {
      try {
        const { mode } = await stat(folder);
        if ((mode & foreignAccess) !== 0) await chmod(folder, mode & 0o7700);
      } catch {
        // Content in it can be read nevertheless, and a folder that cannot be written is reported by the upload.
      }
    }),
  );
}

/** The folders below the root of a store. The root itself may be a mount, or shared with other files. */
export const contentFolders = (root: string): string[] =>
  Array.from({ length: 256 }, (_, i) => join(root, i.toString(16).padStart(2, '0')));

import { chownSync, statSync } from 'node:fs';

/**
 * Gives what the administrator has created in the place of another user to this user: the server that runs as that user
 * could not open it. Other users cannot give files away, and create them as their own.
 *
 * @param model the file or folder whose owner and group are taken.
 */
export function giveToOwnerOf(model: string, created: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(model);
  chownSync(created, uid, gid);
}

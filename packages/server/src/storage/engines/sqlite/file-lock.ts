import { closeSync, openSync, realpathSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { giveToOwnerOf } from '../../../platform/give-to-owner.ts';
import { StorageInUse, StorageRefused } from '../../storage.ts';
import { isBusy } from './errors.ts';

/**
 * Locks the database file for this process: an exclusive lock on a small file beside it, which the operating system
 * releases however the process ends. Several processes on one file would each cache rows that another changes.
 *
 * A symbolic link leads to the same lock. A file that has several names would have a lock, and a log of commits, for
 * each of them, so it is refused.
 *
 * @param file must exist.
 * @returns a function that releases the lock.
 * @throws StorageInUse when another process holds it, StorageRefused for a file with several names.
 */
export function acquireFileLock(file: string): () => void {
  if (statSync(file).nlink > 1) {
    throw new StorageRefused(
      `The database ${file} has another hard link. A SQLite file must have one name: delete the other, or copy the file.`,
    );
  }
  const path = `${realpathSync(file)}.owner`;
  closeSync(openSync(path, 'a', 0o600));
  // A command of the administrator must not lock the server's user out.
  giveToOwnerOf(file, path);
  const lock = new DatabaseSync(path);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StorageInUse(
      `Another process has the database ${file} open. A SQLite file has one owner: stop the other server, ` +
        'or use PostgreSQL to run several.',
      { cause: error },
    );
  }
  return () => lock.close();
}

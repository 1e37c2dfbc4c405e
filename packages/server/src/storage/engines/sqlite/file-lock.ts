import { DatabaseSync } from 'node:sqlite';
import { StorageInUse } from '../../storage.ts';
import { isBusy } from './busy.ts';

/**
 * Locks the database file for this process: an exclusive lock on a small file beside it, which the operating system
 * releases however the process ends. Several processes on one file would each cache rows that another changes.
 *
 * @returns a function that releases the lock.
 * @throws StorageInUse when another process holds it.
 */
export function acquireFileLock(file: string): () => void {
  const lock = new DatabaseSync(`${file}.owner`);
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

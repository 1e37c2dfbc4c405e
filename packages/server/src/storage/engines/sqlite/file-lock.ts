import { DatabaseSync } from 'node:sqlite';
import { StorageInUse } from '../../storage.ts';
import { isBusy } from './busy.ts';

/**
 * Takes the database file for this process. The claim is an exclusive lock on a small file beside it, which
 * the operating system takes back when the process ends, however it ends. Several processes on one file would
 * each keep replies in memory that another has made stale.
 *
 * @returns a function that gives the file back.
 * @throws StorageInUse when another process has it.
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

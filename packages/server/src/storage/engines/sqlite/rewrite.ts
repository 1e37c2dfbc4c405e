import { DatabaseSync } from 'node:sqlite';
import { errorReason } from '../../../platform/error-reason.ts';
import { StorageInUse, StorageRefused } from '../../storage.ts';
import { acquireFileLock } from './file-lock.ts';

/**
 * Rewrites a database file. Its size is needed twice more meanwhile: in a temporary file, and in the log of commits.
 *
 * @throws StorageInUse while a process has the file open, StorageRefused if it cannot be rewritten.
 */
export function rewriteSqlite(path: string): void {
  const release = acquireFileLock(path);
  try {
    using database = new DatabaseSync(path);
    // A temporary database in memory could be larger than the memory.
    database.exec('PRAGMA temp_store = FILE');
    // Segments of an index of words keep deleted ones until they are merged.
    for (const { name } of database.prepare(termIndexes).all())
      database.exec(`INSERT INTO "${name}" ("${name}") VALUES ('optimize')`);
    database.exec('VACUUM');
    const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {};
    if (busy !== 0) throw new StorageInUse(`Another program reads ${path}. Close it first.`);
  } catch (error) {
    if (error instanceof StorageRefused) throw error;
    throw new StorageRefused(`${path} cannot be rewritten: ${errorReason(error)}`, { cause: error });
  } finally {
    release();
  }
}

const termIndexes = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%'";

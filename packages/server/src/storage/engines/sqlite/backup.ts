import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { errorReason } from '../../../platform/error-reason.ts';
import { giveToOwnerOf } from '../../../platform/give-to-owner.ts';
import { pendingMigrations, schemaVersion } from '../../migrations/index.ts';
import { StorageInUse, StorageRefused } from '../../storage.ts';
import { isDamaged } from './errors.ts';
import { acquireFileLock } from './file-lock.ts';
import { syncPath } from './sync-path.ts';

/** Is called while a copy runs, with the number of pages that it has and will have. */
export type OnPages = (done: number, total: number) => void;

/** 4 MB. Fewer would make a round trip through the thread pool cost more than the copy. */
const pagesPerStep = 1000;

/**
 * Copies a database into one file, also while a server writes to it, and replaces the file only when the copy is complete.
 *
 * The open read transaction gives all steps of the copy one snapshot. Without it, the backup API of SQLite would begin again
 * whenever another process writes, so that the backup of a busy server would never end.
 *
 * @throws StorageRefused if the database does not exist or cannot be read, or the file cannot be written.
 */
export async function backUpSqlite(path: string, file: string, onPages: OnPages): Promise<void> {
  if (!existsSync(path)) throw new StorageRefused(`There is no database ${path}.`);
  const temporary = `${file}.new`;
  try {
    rmSync(temporary, { force: true });
    // It contains the account's token, so only its owner may read it. SQLite takes an empty file for a new database.
    closeSync(openSync(temporary, 'wx', 0o600));
    using database = new DatabaseSync(path, { readOnly: true });
    database.exec('BEGIN');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    await backup(database, temporary, {
      rate: pagesPerStep,
      progress: ({ totalPages, remainingPages }) => onPages(totalPages - remainingPages, totalPages),
    });
    syncPath(temporary);
    renameSync(temporary, file);
    syncPath(dirname(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new StorageRefused(`${path} cannot be backed up to ${file}: ${errorReason(error)}`, {
      cause: error,
    });
  }
}

/**
 * Replaces a database by a backup, which it checks before. The database is the old one or the new one at any time, never
 * a part of both.
 *
 * @throws StorageInUse while a process has the database open; StorageRefused for a file that is missing, damaged, from a
 * newer version or another program.
 */
export function restoreSqlite(file: string, path: string): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const release = existsSync(target) ? acquireFileLock(target) : () => {};
  const temporary = `${target}.restore`;
  try {
    removeDatabase(temporary);
    copyFileSync(file, temporary, constants.COPYFILE_FICLONE);
    chmodSync(temporary, 0o600);
    giveToOwnerOf(existsSync(target) ? target : dirname(target), temporary);
    assertIntact(temporary, file);
    syncPath(temporary);
    finishLog(target);
    renameSync(temporary, target);
    syncPath(dirname(target));
  } catch (error) {
    throw error instanceof StorageRefused
      ? error
      : new StorageRefused(`${file} cannot be restored: ${errorReason(error)}`, { cause: error });
  } finally {
    removeDatabase(temporary);
    release();
  }
}

/** @param file its name for messages. */
function assertIntact(path: string, file: string): void {
  using database = new DatabaseSync(path);
  let problem: unknown;
  try {
    problem = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  } catch (error) {
    problem = errorReason(error);
  }
  if (problem !== 'ok')
    throw new StorageRefused(
      `${file} is damaged or not a database: ${String(problem).replaceAll(/\s+/g, ' ')}`,
    );
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  const isOurs = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'conversation'").get();
  if (version === 0 || isOurs === undefined)
    throw new StorageRefused(`${file} is not a database of this program.`);
  if (version !== schemaVersion) pendingMigrations(version);
}

/** Writes the log of commits of the old database into its file: with the new file, it would be a part of both. */
function finishLog(path: string): void {
  try {
    using database = new DatabaseSync(path);
    const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {};
    if (busy !== 0) throw new StorageInUse(`Another program reads ${path}. Close it first.`);
  } catch (error) {
    // Without its log, a database that is intact would lose commits if the file cannot be replaced after this.
    if (!isDamaged(error)) throw error;
  }
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

const removeDatabase = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
};

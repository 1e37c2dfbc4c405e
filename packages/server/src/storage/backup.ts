import { type DatabaseLocation, parseDatabaseUrl } from './database-url.ts';
import type { OnPages } from './engines/sqlite/backup.ts';
import { StorageRefused } from './storage.ts';

/** The path of the database file of a URL. @throws StorageRefused for a database that is not a file. */
export function databaseFileOf(databaseUrl: string): string {
  const location = parseDatabaseUrl(databaseUrl);
  if (location?.kind === 'file') return location.path;
  throw new StorageRefused(explainNoFile(location));
}

function explainNoFile(location: DatabaseLocation | undefined): string {
  if (location?.kind === 'server')
    return (
      `${location.engine.title} has programs for this: back up with pg_dump --format=custom --file=FILE URL, ` +
      'and restore with pg_restore --exit-on-error --dbname=URL FILE into an empty database while no server runs.'
    );
  return 'A database in memory is lost when its server stops, and cannot be backed up. Dump it with colloquy dump.';
}

/**
 * Copies the database of a URL into one file, also while a server writes to it.
 *
 * @throws StorageRefused
 */
export async function backUpDatabase(databaseUrl: string, file: string, onPages: OnPages): Promise<void> {
  const path = databaseFileOf(databaseUrl);
  await (await import('./engines/sqlite/backup.ts')).backUpSqlite(path, file, onPages);
}

/**
 * Replaces the database of a URL by a backup.
 *
 * @throws StorageInUse, StorageRefused
 */
export async function restoreDatabase(file: string, databaseUrl: string): Promise<void> {
  const path = databaseFileOf(databaseUrl);
  (await import('./engines/sqlite/backup.ts')).restoreSqlite(file, path);
}

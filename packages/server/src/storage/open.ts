import { type DatabaseLocation, databaseUrlForms, parseDatabaseUrl } from './database-url.ts';
import type { OpenOptions } from './open-options.ts';
import type { Storage } from './storage.ts';
import { StorageRefused } from './storage.ts';

/**
 * Opens the database that a URL names, and brings its schema up to date.
 *
 * @param url as {@link parseDatabaseUrl} takes it.
 * @throws StorageRefused, StorageUnavailable.
 */
export async function openStorage(url: string, options: OpenOptions = {}): Promise<Storage> {
  const location = parseDatabaseUrl(url);
  if (location === undefined)
    throw new StorageRefused(
      `${new URL(url, 'unknown:').protocol} is not a database that Colloquy knows: use ${databaseUrlForms}`,
    );
  return openLocation(location, options);
}

/** Loads only the implementation that is used. */
async function openLocation(location: DatabaseLocation, options: OpenOptions): Promise<Storage> {
  if (location.kind === 'server')
    return (await import('./engines/postgres/open.ts')).openPostgres(location.url, location.engine, options);
  const path = location.kind === 'file' ? location.path : ':memory:';
  return (await import('./engines/sqlite/open.ts')).openSqlite(path, location.engine, options);
}

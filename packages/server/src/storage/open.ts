import { type DatabaseLocation, databaseUrlForms, parseDatabaseUrl } from './database-url.ts';
import type { StorageObserver } from './health.ts';
import type { Storage } from './storage.ts';
import { StorageRefused } from './storage.ts';

/**
 * Opens the database that a URL names, and brings its schema up to date.
 *
 * @param url as {@link parseDatabaseUrl} takes it.
 * @param observer is notified of outages.
 * @throws StorageRefused, StorageUnavailable.
 */
export async function openStorage(url: string, observer?: StorageObserver): Promise<Storage> {
  const location = parseDatabaseUrl(url);
  if (location === undefined)
    throw new StorageRefused(
      `${new URL(url, 'unknown:').protocol} is not a database that Colloquy knows: use ${databaseUrlForms}`,
    );
  return openLocation(location, observer);
}

/** Loads only the implementation that is used. */
async function openLocation(
  location: DatabaseLocation,
  observer: StorageObserver | undefined,
): Promise<Storage> {
  if (location.kind === 'server')
    return (await import('./engines/postgres/open.ts')).openPostgres(location.url, location.engine, observer);
  const path = location.kind === 'file' ? location.path : ':memory:';
  return (await import('./engines/sqlite/open.ts')).openSqlite(path, location.engine, observer);
}

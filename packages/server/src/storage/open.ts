import type { Storage } from './storage.ts';
import { StorageRefused } from './storage.ts';

/**
 * Opens the database that a URL names, and brings its schema up to date: `sqlite:PATH`, `sqlite::memory:`, or
 * `postgres://...`. Only the engine that is used is loaded.
 *
 * @throws StorageRefused, StorageUnavailable.
 */
export async function openStorage(url: string): Promise<Storage> {
  if (/^postgres(ql)?:\/\//.test(url)) return (await import('./engines/postgres/open.ts')).openPostgres(url);
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
    if (path !== '') return (await import('./engines/sqlite/open.ts')).openSqlite(path);
  }
  throw new StorageRefused(
    `${new URL(url, 'unknown:').protocol} is no database that Colloquy knows: use sqlite:PATH or postgres://...`,
  );
}

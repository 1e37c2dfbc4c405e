import type { Storage } from '../../storage.ts';
import { migrate } from './migrate.ts';
import { PostgresStorage } from './storage.ts';

/**
 * Opens a PostgreSQL database and brings its schema up to date.
 *
 * @param url as `postgres://user:password@host:port/database`.
 * @throws StorageUnavailable, StorageRefused.
 */
export async function openPostgres(url: string): Promise<Storage> {
  await migrate(url);
  return new PostgresStorage(url);
}

import type { OpenOptions } from '../../open-options.ts';
import type { Storage } from '../../storage.ts';
import type { EngineRecord } from '../capabilities.ts';
import { migrate } from './migrate.ts';
import { PostgresStorage } from './storage.ts';

/**
 * Opens a database of an engine that speaks PostgreSQL and brings its schema up to date.
 *
 * @param url as `postgres://user:password@host:port/database`; the scheme can be another one.
 * @throws StorageUnavailable, StorageRefused.
 */
export async function openPostgres(
  url: string,
  engine: EngineRecord,
  options: OpenOptions,
): Promise<Storage> {
  await migrate(url, engine);
  return new PostgresStorage(url, engine, options);
}

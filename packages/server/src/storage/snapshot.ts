import { parseDatabaseUrl } from './database-url.ts';
import { type Snapshot, StorageRefused } from './storage.ts';

/**
 * Opens a snapshot of a database, also while servers write to it. It writes nothing.
 *
 * @throws StorageRefused, StorageUnavailable if it cannot be opened, or has another schema than this program.
 */
export async function openSnapshot(databaseUrl: string): Promise<Snapshot> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location?.kind === 'server')
    return (await import('./engines/postgres/snapshot.ts')).openPostgresSnapshot(
      location.url,
      location.engine,
    );
  if (location?.kind === 'file')
    return (await import('./engines/sqlite/snapshot.ts')).openSqliteSnapshot(location.path);
  throw new StorageRefused('A database in memory can only be read by its server.');
}

import { parseDatabaseUrl } from './database-url.ts';
import type { OnTable } from './engines/postgres/rewrite.ts';
import { StorageRefused } from './storage.ts';

/**
 * Rewrites the files of a database with what its tables have now, so that nothing of deleted rows remains in free space,
 * indexes, statistics or the log of commits. It locks each table meanwhile; a file must not be open in another process.
 *
 * @returns what could not be rewritten, and what to do about it; empty if everything was.
 * @throws StorageInUse, StorageRefused, StorageUnavailable.
 */
export async function rewriteDatabase(databaseUrl: string, onTable: OnTable): Promise<readonly string[]> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location?.kind === 'file') {
    (await import('./engines/sqlite/rewrite.ts')).rewriteSqlite(location.path);
    return [];
  }
  if (location?.kind === 'server')
    return (await import('./engines/postgres/rewrite.ts')).rewritePostgres(
      location.url,
      location.engine,
      onTable,
    );
  throw new StorageRefused('A database in memory has no files.');
}

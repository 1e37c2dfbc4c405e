import type { DatabaseInspection } from './database-inspection.ts';
import type { DatabaseLocation } from './database-url.ts';

/**
 * Looks at a database without creating or migrating anything.
 *
 * @throws StorageRefused, StorageUnavailable if it cannot be opened.
 */
export async function inspectDatabase(location: DatabaseLocation): Promise<DatabaseInspection> {
  switch (location.kind) {
    case 'memory':
      return { schemaVersion: 0, obstacle: undefined, nowMs: undefined };
    case 'file':
      return (await import('./engines/sqlite/inspect.ts')).inspectSqlite(location.path);
    case 'server':
      return (await import('./engines/postgres/inspect.ts')).inspectPostgres(location.url, location.engine);
  }
}

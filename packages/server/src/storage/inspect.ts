import type { DatabaseLocation } from './database-url.ts';

/** What a look at a database shows. */
export interface DatabaseInspection {
  /** The version of its schema; 0 for a database that is empty or does not exist yet. */
  readonly schemaVersion: number;
  /** Why the server could not write there or migrate it; undefined if it could. */
  readonly obstacle: { readonly reason: string; readonly fix: string } | undefined;
  /** The time of the database's own clock, in milliseconds since the epoch; undefined for one without a clock. */
  readonly nowMs: number | undefined;
}

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

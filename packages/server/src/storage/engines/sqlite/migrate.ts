import type { DatabaseSync } from 'node:sqlite';
import { pendingMigrations, schemaVersion } from '../../migrations/index.ts';
import { sqliteDdlTypes } from './dialect.ts';

/**
 * Brings the schema up to this program's version, all migrations in one transaction.
 *
 * @throws StorageRefused when the schema is newer or from before the first release.
 */
export function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    for (const migration of pendingMigrations(found)) {
      for (const statement of migration.statements(sqliteDdlTypes)) database.exec(statement);
    }
    if (found !== schemaVersion) database.exec(`PRAGMA user_version = ${schemaVersion}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

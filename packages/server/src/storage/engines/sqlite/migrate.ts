import type { DatabaseSync } from 'node:sqlite';
import { migrations, refuseNewer, schemaVersion } from '../../migrations/index.ts';
import { sqliteDdlTypes } from './dialect.ts';

/**
 * Brings the schema up to this program's version, all steps in one transaction.
 *
 * @throws StorageRefused when the database is of a newer version.
 */
export function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    refuseNewer(found);
    for (const migration of migrations.slice(found)) {
      for (const statement of migration.statements(sqliteDdlTypes)) database.exec(statement);
    }
    if (found < schemaVersion) database.exec(`PRAGMA user_version = ${schemaVersion}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

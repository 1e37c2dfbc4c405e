import type { Migration } from '../ddl.ts';
import { StorageRefused } from '../storage.ts';
import { initial } from './0001-initial.ts';
import { realTime } from './0002-real-time.ts';
import { search } from './0003-search.ts';
import { erasure } from './0004-erasure.ts';
import { audit } from './0005-audit.ts';
import { retention } from './0006-retention.ts';
import { searchStatistics } from './0007-search-statistics.ts';

/** All migrations, in order. */
export const migrations: readonly Migration[] = [
  initial,
  realTime,
  search,
  erasure,
  audit,
  retention,
  searchStatistics,
];

/** Versions 1 to 11 were schemas from before the first release. They differ from today's in their columns. */
const unreleasedVersions = 11;

/** The version of the schema that this program works with. */
export const schemaVersion = unreleasedVersions + migrations.length;

/**
 * The migrations that a database still needs.
 *
 * @param found the version of its schema; 0 for an empty database.
 * @throws StorageRefused when the schema is newer than this program or older than the first release.
 */
export function pendingMigrations(found: number): readonly Migration[] {
  if (found > schemaVersion)
    throw new StorageRefused(
      `The database has schema version ${found}, this program knows ${schemaVersion}. Use a newer program.`,
    );
  if (found > 0 && found <= unreleasedVersions)
    throw new StorageRefused(
      `The database has schema version ${found}, from before the first release, and cannot be upgraded. ` +
        'Use a new database.',
    );
  return migrations.slice(Math.max(0, found - unreleasedVersions));
}

/** @throws StorageRefused when a database has another schema than this program. */
export function assertCurrentSchema(found: number): void {
  if (pendingMigrations(found).length > 0)
    throw new StorageRefused(
      `The database has schema version ${found}, this program works with ${schemaVersion}. Run colloquy migrate first.`,
    );
}

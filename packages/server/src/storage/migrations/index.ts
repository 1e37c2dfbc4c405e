import type { Migration } from '../migration.ts';
import { StorageRefused } from '../storage.ts';
import { foundation } from './0001-foundation.ts';

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [foundation];

/** The schema that this program works with. */
export const schemaVersion = migrations.length;

/** @throws StorageRefused when the database, of version `found`, was made by a newer program. */
export function refuseNewer(found: number): void {
  if (found <= schemaVersion) return;
  throw new StorageRefused(
    `The database has schema version ${found}, this program knows ${schemaVersion}. Use a newer program.`,
  );
}

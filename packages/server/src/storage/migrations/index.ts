import type { Migration } from '../migration.ts';
import { foundation } from './0001-foundation.ts';

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [foundation];

/** The schema that this program works with. */
export const schemaVersion = migrations.length;

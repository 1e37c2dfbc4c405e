import type { Migration } from '../ddl.ts';
import { StorageRefused } from '../storage.ts';
import { foundation } from './0001-foundation.ts';
import { membersAndMessages } from './0002-members-and-messages.ts';
import { media } from './0003-media.ts';
import { webhooks } from './0004-webhooks.ts';
import { configuration } from './0005-configuration.ts';
import { keys } from './0006-keys.ts';
import { deliveries } from './0007-deliveries.ts';
import { idempotency } from './0008-idempotency.ts';
import { webhookBackfill } from './0009-webhook-backfill.ts';
import { attemptUrls } from './0010-attempt-urls.ts';

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [
  foundation,
  membersAndMessages,
  media,
  webhooks,
  configuration,
  keys,
  deliveries,
  idempotency,
  webhookBackfill,
  attemptUrls,
];

/** The schema that this program works with. */
export const schemaVersion = migrations.length;

/** @throws StorageRefused when the database, of version `found`, was made by a newer program. */
export function refuseNewer(found: number): void {
  if (found <= schemaVersion) return;
  throw new StorageRefused(
    `The database has schema version ${found}, this program knows ${schemaVersion}. Use a newer program.`,
  );
}

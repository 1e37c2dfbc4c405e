import type { Migration } from '../ddl.ts';

/** What webhooks are told of the messages that were there before them. */
export const webhookBackfill: Migration = {
  number: 9,
  name: 'webhook backfill',
  statements: ({ integer }) => [
    // Number of the conversation's first event that it is told of in the usual way; null for all.
    `ALTER TABLE scoped_webhook ADD COLUMN live_from ${integer}`,
    // Indexes of the next message that it is to be told of again, and of the first that it is not.
    `ALTER TABLE scoped_webhook ADD COLUMN backfill_next ${integer}`,
    `ALTER TABLE scoped_webhook ADD COLUMN backfill_end ${integer}`,
    'CREATE INDEX scoped_webhook_backfill ON scoped_webhook (sid) WHERE backfill_next IS NOT NULL',
  ],
};

import type { Migration } from '../migration.ts';

/** What webhooks are told of the messages that were there before them. */
export const histories: Migration = {
  number: 9,
  name: 'histories',
  statements: ({ integer }) => [
    // Number of the conversation's first event that it is told of in the usual way; null for all.
    `ALTER TABLE scoped_webhook ADD COLUMN first_event ${integer}`,
    // Indexes of the next message that it is to be told of again, and of the first that it is not.
    `ALTER TABLE scoped_webhook ADD COLUMN history_next ${integer}`,
    `ALTER TABLE scoped_webhook ADD COLUMN history_end ${integer}`,
    'CREATE INDEX scoped_webhook_history ON scoped_webhook (sid) WHERE history_next IS NOT NULL',
  ],
};

import type { Migration } from '../ddl.ts';

/** What requests with a key of idempotency have done. */
export const idempotency: Migration = {
  number: 8,
  name: 'idempotency',
  statements: ({ text, tableSuffix }) => [
    // Without a reference to other rows: it outlives what the request has made.
    `CREATE TABLE idempotency_key (
      account_sid ${text} NOT NULL,
      key ${text} NOT NULL,
      fingerprint ${text} NOT NULL,
      result ${text} NOT NULL,
      date_created ${text} NOT NULL,
      PRIMARY KEY (account_sid, key)
    )${tableSuffix}`,
    // What is old enough to be forgotten.
    'CREATE INDEX idempotency_key_oldest ON idempotency_key (date_created)',
  ],
};

import type { TableDefinitions } from '../../ddl.ts';

/** Results of requests with an idempotency key. */
export const idempotency: TableDefinitions = ({ text, tableSuffix }) => [
  // It references no other row, because it outlives what the request created.
  `CREATE TABLE idempotency_key (
    account_sid ${text} NOT NULL,
    key ${text} NOT NULL,
    fingerprint ${text} NOT NULL,
    result ${text} NOT NULL,
    date_created ${text} NOT NULL,
    PRIMARY KEY (account_sid, key)
  )${tableSuffix}`,
  // Keys that are older than their retention time.
  'CREATE INDEX idempotency_key_oldest ON idempotency_key (date_created)',
];

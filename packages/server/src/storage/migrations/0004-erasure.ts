import type { Migration } from '../ddl.ts';

/** What protects data from erasure. */
export const erasure: Migration = {
  name: 'erasure',
  statements: ({ text, integer, tableSuffix }) => [
    // It references no service, because a hold remains listed when what it covers has been deleted.
    `CREATE TABLE legal_hold (
      sid ${text} NOT NULL PRIMARY KEY,
      account_sid ${text} NOT NULL,
      service_id ${integer} NOT NULL,
      service_sid ${text} NOT NULL,
      conversation_sid ${text},
      reason ${text},
      date_created ${text} NOT NULL
    )${tableSuffix}`,
    // The holds on a service and on its conversations.
    'CREATE INDEX legal_hold_service ON legal_hold (service_id, conversation_sid)',
  ],
};

import type { Migration } from '../ddl.ts';

/** Legal holds, and the records of erasures. */
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

    // An erasure that has begun, and its proof when it is done. Neither has the person's name or text.
    `CREATE TABLE erasure (
      sid ${text} NOT NULL PRIMARY KEY,
      account_sid ${text} NOT NULL,
      subject ${text} NOT NULL,
      structure_kept ${integer} NOT NULL,
      counts ${text} NOT NULL,
      date_started ${text} NOT NULL,
      proof ${text}
    )${tableSuffix}`,
  ],
};

import type { Migration } from '../ddl.ts';

/** The search index. A job builds it for what exists already, because that can take long. */
export const search: Migration = {
  name: 'search',
  statements: ({ text, integer, tableSuffix, termIndex }) => [
    `CREATE TABLE search_document (
      id ${integer} NOT NULL PRIMARY KEY,
      service_id ${integer} NOT NULL REFERENCES service (id),
      sid ${text} NOT NULL,
      conversation_sid ${text},
      terms ${text} NOT NULL
    )${tableSuffix}`,
    // The key of the row.
    'CREATE UNIQUE INDEX search_document_sid ON search_document (service_id, sid)',
    // The documents of a deleted conversation. Users have no entry.
    `CREATE INDEX search_document_conversation ON search_document (service_id, conversation_sid)
      WHERE conversation_sid IS NOT NULL`,
    ...termIndex('search_document'),

    `CREATE TABLE conversation_activity (
      service_id ${integer} NOT NULL REFERENCES service (id),
      conversation_sid ${text} NOT NULL,
      date_activity ${text} NOT NULL
    )${tableSuffix}`,
    // The key of the row.
    'CREATE UNIQUE INDEX conversation_activity_sid ON conversation_activity (service_id, conversation_sid)',
    // The list, the last active first.
    `CREATE INDEX conversation_activity_date ON conversation_activity
      (service_id, date_activity, conversation_sid)`,

    // The progress of each account's index, from when its documents are first looked at.
    `CREATE TABLE search_build (
      account_sid ${text} NOT NULL PRIMARY KEY,
      state ${text} NOT NULL,
      step ${text} NOT NULL,
      service_id ${integer} NOT NULL,
      after_sid ${text} NOT NULL,
      checked_count ${integer} NOT NULL,
      date_started ${text} NOT NULL,
      date_finished ${text}
    )${tableSuffix}`,
  ],
};

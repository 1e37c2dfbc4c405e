import type { TableDefinitions } from '../../ddl.ts';

/** Messages and delivery receipts. */
export const messages: TableDefinitions = ({ text, integer, tableSuffix }) => [
  `CREATE TABLE message (
    service_id ${integer} NOT NULL REFERENCES service (id),
    conversation_sid ${text} NOT NULL,
    message_index ${integer} NOT NULL,
    sid ${text} NOT NULL,
    author ${text} NOT NULL,
    participant_sid ${text},
    body ${text},
    subject ${text},
    media ${text},
    content_sid ${text},
    content_variables ${text},
    attributes ${text} NOT NULL,
    delivery ${text},
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL,
    created_event ${integer} NOT NULL,
    updated_event ${integer} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX message_sid ON message (service_id, sid)',
  // A conversation's list by index, and the uniqueness of the index.
  'CREATE UNIQUE INDEX message_in_order ON message (service_id, conversation_sid, message_index)',

  `CREATE TABLE delivery_receipt (
    service_id ${integer} NOT NULL REFERENCES service (id),
    conversation_sid ${text} NOT NULL,
    message_sid ${text} NOT NULL,
    sid ${text} NOT NULL,
    participant_sid ${text} NOT NULL,
    channel_message_sid ${text} NOT NULL,
    status ${text},
    error_code ${integer} NOT NULL,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX delivery_receipt_sid ON delivery_receipt (service_id, sid)',
  // A message's list, oldest first.
  'CREATE INDEX delivery_receipt_oldest_first ON delivery_receipt (service_id, message_sid, date_created, sid)',
  // The receipts of a deleted conversation, whose messages may be gone already.
  'CREATE INDEX delivery_receipt_conversation ON delivery_receipt (service_id, conversation_sid)',
];

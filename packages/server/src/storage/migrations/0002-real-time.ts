import type { Migration } from '../ddl.ts';

/** What real time needs to tell a client that was away what it has missed. */
export const realTime: Migration = {
  name: 'real time',
  statements: ({ text, integer, tableSuffix }) => [
    `ALTER TABLE event ADD COLUMN member_sid ${text}`,
    // The changes of a user's list of conversations. Only events about participants with a user have an entry.
    `CREATE INDEX event_of_member ON event (service_sid, member_sid, position)
      WHERE member_sid IS NOT NULL`,

    // Messages that have changed since their creation. Messages that have not, which are most, have no entry: their
    // index finds them.
    `CREATE INDEX message_changed ON message (service_id, conversation_sid, updated_event)
      WHERE updated_event <> created_event`,

    // Tombstones of messages.
    `CREATE TABLE removed_message (
      service_id ${integer} NOT NULL REFERENCES service (id),
      conversation_sid ${text} NOT NULL,
      message_index ${integer} NOT NULL,
      created_event ${integer} NOT NULL,
      removed_event ${integer} NOT NULL,
      date_removed ${text} NOT NULL
    )${tableSuffix}`,
    // The key of the row, in the order in which replay reads the removals of a conversation.
    `CREATE UNIQUE INDEX removed_message_event ON removed_message
      (service_id, conversation_sid, removed_event)`,
  ],
};

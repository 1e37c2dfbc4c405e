import type { Migration } from '../ddl.ts';

/** What real time needs to tell a client that was away what it has missed. */
export const realTime: Migration = {
  name: 'real time',
  statements: ({ text, integer, tableSuffix }) => [
    `ALTER TABLE event ADD COLUMN member_sid ${text}`,
    // The changes of a user's list of conversations. Only events about participants with a user have an entry.
    `CREATE INDEX event_of_member ON event (service_sid, member_sid, position)
      WHERE member_sid IS NOT NULL`,

    // The conversations of a user by their SIDs, in which order clients page through them.
    `CREATE INDEX participant_conversations ON participant (service_id, user_sid, conversation_sid)
      WHERE user_sid IS NOT NULL`,

    // The conversations that a user was removed from.
    `CREATE INDEX removed_participant_conversations ON removed_participant (service_id, user_sid, conversation_sid)
      WHERE user_sid IS NOT NULL`,

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

    // The open sessions of users, where a service wants to know who is online. They reference nothing, because they end
    // when their sockets do.
    `CREATE TABLE client_session (
      service_id ${integer} NOT NULL,
      user_sid ${text} NOT NULL,
      sid ${text} NOT NULL,
      process_sid ${text} NOT NULL
    )${tableSuffix}`,
    // The key of the row, and the sessions of a user.
    'CREATE UNIQUE INDEX client_session_sid ON client_session (service_id, user_sid, sid)',
    // The sessions that a process has left behind.
    'CREATE INDEX client_session_process ON client_session (process_sid)',

    // The processes that have sessions, and when each was last alive.
    `CREATE TABLE session_process (
      sid ${text} NOT NULL PRIMARY KEY,
      date_seen ${text} NOT NULL
    )${tableSuffix}`,

    // A device is registered for one user at a time, and is found by its address.
    `CREATE UNIQUE INDEX binding_endpoint ON binding (service_id, binding_type, endpoint)`,
  ],
};

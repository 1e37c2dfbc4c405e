import type { TableDefinitions } from '../../ddl.ts';

/** Roles, users and participants. */
export const members: TableDefinitions = ({ text, integer, tableSuffix }) => [
  `CREATE TABLE role (
    service_id ${integer} NOT NULL REFERENCES service (id),
    sid ${text} NOT NULL,
    friendly_name ${text} NOT NULL,
    type ${text} NOT NULL,
    permissions ${text} NOT NULL,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX role_sid ON role (service_id, sid)',
  // The list, oldest first.
  'CREATE INDEX role_oldest_first ON role (service_id, date_created, sid)',

  // `user` is a reserved word in PostgreSQL.
  `CREATE TABLE chat_user (
    service_id ${integer} NOT NULL REFERENCES service (id),
    sid ${text} NOT NULL,
    identity ${text} NOT NULL,
    friendly_name ${text},
    attributes ${text} NOT NULL,
    role_sid ${text} NOT NULL,
    is_online ${integer},
    is_notifiable ${integer},
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL,
    created_event ${integer} NOT NULL,
    updated_event ${integer} NOT NULL,
    event_counter ${integer} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX chat_user_sid ON chat_user (service_id, sid)',
  // Lookup by identity, and its uniqueness.
  'CREATE UNIQUE INDEX chat_user_identity ON chat_user (service_id, identity)',
  // The list, oldest first.
  'CREATE INDEX chat_user_oldest_first ON chat_user (service_id, date_created, sid)',

  `CREATE TABLE participant (
    service_id ${integer} NOT NULL REFERENCES service (id),
    conversation_sid ${text} NOT NULL,
    sid ${text} NOT NULL,
    identity ${text},
    user_sid ${text},
    attributes ${text} NOT NULL,
    role_sid ${text},
    messaging_binding_type ${text},
    messaging_binding_address ${text},
    messaging_binding_proxy_address ${text},
    messaging_binding_projected_address ${text},
    messaging_binding_level ${text},
    messaging_binding_name ${text},
    address_key ${text},
    last_read_message_index ${integer},
    last_read_timestamp ${text},
    notification_level ${text} NOT NULL,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL,
    created_event ${integer} NOT NULL,
    updated_event ${integer} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX participant_sid ON participant (service_id, sid)',
  // A conversation's list, newest first.
  'CREATE INDEX participant_newest_first ON participant (service_id, conversation_sid, date_created, sid)',
  // A user joins a conversation once. Participants of other channels have no entry.
  `CREATE UNIQUE INDEX participant_identity ON participant (service_id, conversation_sid, identity)
    WHERE identity IS NOT NULL`,
  // The conversations of a user. Each participant has an entry in this index or in the next one.
  `CREATE INDEX participant_of_user ON participant (service_id, user_sid, date_created, sid)
    WHERE user_sid IS NOT NULL`,
  // The conversations of an address.
  `CREATE INDEX participant_address ON participant
    (service_id, address_key, date_created, sid) WHERE address_key IS NOT NULL`,

  // Tombstones: real-time replay reports removals from these.
  `CREATE TABLE removed_participant (
    service_id ${integer} NOT NULL REFERENCES service (id),
    conversation_sid ${text} NOT NULL,
    sid ${text} NOT NULL,
    identity ${text},
    user_sid ${text},
    removed_event ${integer} NOT NULL,
    date_removed ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row, in the order in which replay reads the removals of a conversation.
  `CREATE UNIQUE INDEX removed_participant_event ON removed_participant
    (service_id, conversation_sid, removed_event)`,

  // The pairs of addresses that are in use in active and inactive conversations of an account.
  `CREATE TABLE address_pair (
    account_sid ${text} NOT NULL,
    address ${text} NOT NULL,
    proxy_address ${text} NOT NULL,
    service_id ${integer} NOT NULL REFERENCES service (id),
    conversation_sid ${text} NOT NULL,
    participant_sid ${text} NOT NULL,
    PRIMARY KEY (account_sid, address, proxy_address)
  )${tableSuffix}`,
  // The pairs of a conversation, which are freed when it is closed or deleted.
  'CREATE INDEX address_pair_conversation ON address_pair (service_id, conversation_sid)',
];

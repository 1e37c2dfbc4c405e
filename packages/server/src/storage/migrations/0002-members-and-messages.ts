import type { Migration } from '../ddl.ts';

/** Roles, users, participants, messages, receipts, and work that goes on in the background. */
export const membersAndMessages: Migration = {
  number: 2,
  name: 'members and messages',
  statements: ({ text, integer, identity, tableSuffix }) => [
    `ALTER TABLE account ADD COLUMN default_inactive_timer ${text}`,
    `ALTER TABLE account ADD COLUMN default_closed_timer ${text}`,

    `ALTER TABLE service ADD COLUMN default_conversation_creator_role_sid ${text}`,
    `ALTER TABLE service ADD COLUMN default_conversation_role_sid ${text}`,
    `ALTER TABLE service ADD COLUMN default_chat_service_role_sid ${text}`,
    `ALTER TABLE service ADD COLUMN reachability_enabled ${integer} NOT NULL DEFAULT 0`,
    // None but those that an older program made: they get their roles at the next start.
    `CREATE INDEX service_without_roles ON service (id) WHERE default_chat_service_role_sid IS NULL`,

    `ALTER TABLE conversation ADD COLUMN created_by ${text} NOT NULL DEFAULT 'system'`,
    `ALTER TABLE conversation ADD COLUMN message_counter ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE conversation ADD COLUMN participant_counter ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE conversation ADD COLUMN non_chat_counter ${integer} NOT NULL DEFAULT 0`,

    `ALTER TABLE event ADD COLUMN user_sid ${text}`,

    `CREATE TABLE role (
      service_id ${integer} NOT NULL REFERENCES service (id),
      sid ${text} NOT NULL,
      friendly_name ${text} NOT NULL,
      type ${text} NOT NULL,
      permissions ${text} NOT NULL,
      date_created ${text} NOT NULL,
      date_updated ${text} NOT NULL
    )${tableSuffix}`,
    'CREATE UNIQUE INDEX role_sid ON role (service_id, sid)',
    'CREATE INDEX role_oldest_first ON role (service_id, date_created, sid)',

    // The word "user" alone is PostgreSQL's own.
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
    'CREATE UNIQUE INDEX chat_user_sid ON chat_user (service_id, sid)',
    'CREATE UNIQUE INDEX chat_user_identity ON chat_user (service_id, identity)',
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
      last_read_message_index ${integer},
      last_read_timestamp ${text},
      notification_level ${text} NOT NULL,
      date_created ${text} NOT NULL,
      date_updated ${text} NOT NULL,
      created_event ${integer} NOT NULL,
      updated_event ${integer} NOT NULL
    )${tableSuffix}`,
    'CREATE UNIQUE INDEX participant_sid ON participant (service_id, sid)',
    'CREATE INDEX participant_newest_first ON participant (service_id, conversation_sid, date_created, sid)',
    `CREATE UNIQUE INDEX participant_identity ON participant (service_id, conversation_sid, identity)
      WHERE identity IS NOT NULL`,
    // A user's conversations, and an address's; each participant is in one of the two.
    `CREATE INDEX participant_of_user ON participant (service_id, user_sid, date_created, sid)
      WHERE user_sid IS NOT NULL`,
    `CREATE INDEX participant_address ON participant
      (service_id, messaging_binding_address, date_created, sid) WHERE messaging_binding_address IS NOT NULL`,

    // Who has left: real time tells those who were away.
    `CREATE TABLE removed_participant (
      service_id ${integer} NOT NULL REFERENCES service (id),
      conversation_sid ${text} NOT NULL,
      sid ${text} NOT NULL,
      identity ${text},
      user_sid ${text},
      removed_event ${integer} NOT NULL,
      date_removed ${text} NOT NULL
    )${tableSuffix}`,
    `CREATE UNIQUE INDEX removed_participant_event ON removed_participant
      (service_id, conversation_sid, removed_event)`,

    // The pairs that are taken in active and inactive conversations of the account.
    `CREATE TABLE address_pair (
      account_sid ${text} NOT NULL,
      address ${text} NOT NULL,
      proxy_address ${text} NOT NULL,
      service_id ${integer} NOT NULL REFERENCES service (id),
      conversation_sid ${text} NOT NULL,
      participant_sid ${text} NOT NULL,
      PRIMARY KEY (account_sid, address, proxy_address)
    )${tableSuffix}`,
    'CREATE INDEX address_pair_conversation ON address_pair (service_id, conversation_sid)',

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
    'CREATE UNIQUE INDEX message_sid ON message (service_id, sid)',
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
    'CREATE UNIQUE INDEX delivery_receipt_sid ON delivery_receipt (service_id, sid)',
    'CREATE INDEX delivery_receipt_oldest_first ON delivery_receipt (service_id, message_sid, date_created, sid)',
    // What is left of a conversation when it has been deleted is found by it.
    'CREATE INDEX delivery_receipt_conversation ON delivery_receipt (service_id, conversation_sid)',

    // Work that a request has begun and that goes on after its reply, whatever becomes of the process.
    `CREATE TABLE job (
      id ${identity},
      kind ${text} NOT NULL,
      service_id ${integer} NOT NULL REFERENCES service (id),
      subject_sid ${text} NOT NULL,
      payload ${text} NOT NULL
    )${tableSuffix}`,
  ],
};

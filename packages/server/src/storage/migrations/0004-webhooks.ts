import type { Migration } from '../ddl.ts';

/** Webhooks of conversations, services and accounts, and notification settings. */
export const webhooks: Migration = {
  number: 4,
  name: 'webhooks',
  statements: ({ text, integer, tableSuffix }) => [
    `CREATE TABLE scoped_webhook (
      service_id ${integer} NOT NULL REFERENCES service (id),
      conversation_sid ${text} NOT NULL,
      sid ${text} NOT NULL,
      target ${text} NOT NULL,
      configuration_url ${text},
      configuration_method ${text},
      configuration_filters ${text},
      configuration_triggers ${text},
      configuration_flow_sid ${text},
      configuration_replay_after ${integer},
      date_created ${text} NOT NULL,
      date_updated ${text} NOT NULL
    )${tableSuffix}`,
    'CREATE UNIQUE INDEX scoped_webhook_sid ON scoped_webhook (service_id, sid)',
    // A conversation's webhooks: for its list, and for each event that has to find whom to tell.
    `CREATE INDEX scoped_webhook_oldest_first ON scoped_webhook
      (service_id, conversation_sid, date_created, sid)`,

    `CREATE TABLE webhook_configuration (
      service_id ${integer} NOT NULL PRIMARY KEY REFERENCES service (id),
      pre_webhook_url ${text},
      post_webhook_url ${text},
      method ${text},
      filters ${text}
    )${tableSuffix}`,

    `CREATE TABLE configuration_webhook (
      account_sid ${text} NOT NULL PRIMARY KEY REFERENCES account (sid),
      pre_webhook_url ${text},
      post_webhook_url ${text},
      method ${text} NOT NULL,
      filters ${text} NOT NULL,
      target ${text} NOT NULL
    )${tableSuffix}`,

    `CREATE TABLE notification (
      service_id ${integer} NOT NULL PRIMARY KEY REFERENCES service (id),
      log_enabled ${integer} NOT NULL,
      new_message_enabled ${integer} NOT NULL,
      new_message_template ${text},
      new_message_sound ${text},
      new_message_badge_count_enabled ${integer} NOT NULL,
      new_message_with_media_enabled ${integer} NOT NULL,
      new_message_with_media_template ${text},
      added_to_conversation_enabled ${integer} NOT NULL,
      added_to_conversation_template ${text},
      added_to_conversation_sound ${text},
      removed_from_conversation_enabled ${integer} NOT NULL,
      removed_from_conversation_template ${text},
      removed_from_conversation_sound ${text}
    )${tableSuffix}`,
  ],
};

import type { TableDefinitions } from '../../ddl.ts';

/** Address configurations, push credentials, bindings and notification settings. */
export const configuration: TableDefinitions = ({ text, integer, tableSuffix }) => [
  `CREATE TABLE address_configuration (
    account_sid ${text} NOT NULL REFERENCES account (sid),
    sid ${text} NOT NULL,
    type ${text} NOT NULL,
    address ${text} NOT NULL,
    address_key ${text} NOT NULL,
    friendly_name ${text},
    address_country ${text},
    auto_creation_enabled ${integer} NOT NULL,
    auto_creation_type ${text},
    auto_creation_conversation_service_sid ${text},
    auto_creation_webhook_url ${text},
    auto_creation_webhook_method ${text},
    auto_creation_webhook_filters ${text},
    auto_creation_studio_flow_sid ${text},
    auto_creation_studio_retry_count ${integer},
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX address_configuration_sid ON address_configuration (account_sid, sid)',
  // An inbound message is routed by its address; the address is unique in the account.
  'CREATE UNIQUE INDEX address_configuration_address ON address_configuration (account_sid, address_key)',
  // The list, newest first. An account has few addresses, so the list by type filters this one.
  `CREATE INDEX address_configuration_newest_first ON address_configuration
    (account_sid, date_created, sid)`,

  `CREATE TABLE credential (
    account_sid ${text} NOT NULL REFERENCES account (sid),
    sid ${text} NOT NULL,
    friendly_name ${text},
    type ${text} NOT NULL,
    sandbox ${text},
    certificate ${text},
    private_key ${text},
    api_key ${text},
    secret ${text},
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX credential_sid ON credential (account_sid, sid)',
  // The list, newest first.
  'CREATE INDEX credential_newest_first ON credential (account_sid, date_created, sid)',

  `CREATE TABLE binding (
    service_id ${integer} NOT NULL REFERENCES service (id),
    sid ${text} NOT NULL,
    identity ${text} NOT NULL,
    binding_type ${text} NOT NULL,
    endpoint ${text} NOT NULL,
    credential_sid ${text},
    message_types ${text} NOT NULL,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX binding_sid ON binding (service_id, sid)',
  // The list, newest first.
  'CREATE INDEX binding_newest_first ON binding (service_id, date_created, sid)',
  // The bindings of a user: few of all bindings of the service.
  'CREATE INDEX binding_identity ON binding (service_id, identity)',

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
];

import type { Migration } from '../ddl.ts';

/** Address configurations, push credentials and bindings. */
export const configuration: Migration = {
  number: 5,
  name: 'configuration',
  statements: ({ text, integer, tableSuffix }) => [
    `CREATE TABLE address_configuration (
      account_sid ${text} NOT NULL REFERENCES account (sid),
      sid ${text} NOT NULL,
      type ${text} NOT NULL,
      address ${text} NOT NULL,
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
    'CREATE UNIQUE INDEX address_configuration_sid ON address_configuration (account_sid, sid)',
    // An incoming message finds the address by itself.
    'CREATE UNIQUE INDEX address_configuration_address ON address_configuration (account_sid, address)',
    // An account has few addresses: those of one type are picked from this.
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
    'CREATE UNIQUE INDEX credential_sid ON credential (account_sid, sid)',
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
    'CREATE UNIQUE INDEX binding_sid ON binding (service_id, sid)',
    'CREATE INDEX binding_newest_first ON binding (service_id, date_created, sid)',
    // The clients of a user: few of all that the service has.
    'CREATE INDEX binding_identity ON binding (service_id, identity)',
  ],
};

import type { Migration } from '../ddl.ts';

/** Accounts, services, conversations and the event log. */
export const foundation: Migration = {
  number: 1,
  name: 'foundation',
  statements: ({ text, integer, identity, tableSuffix, positionTable }) => [
    `CREATE TABLE account (
      sid ${text} NOT NULL PRIMARY KEY,
      auth_token ${text},
      kept ${integer} UNIQUE,
      default_service_sid ${text},
      default_messaging_service_sid ${text},
      date_created ${text} NOT NULL
    )${tableSuffix}`,

    `CREATE TABLE service (
      id ${identity},
      sid ${text} NOT NULL UNIQUE,
      account_sid ${text} NOT NULL REFERENCES account (sid),
      friendly_name ${text} NOT NULL,
      date_created ${text} NOT NULL,
      date_updated ${text} NOT NULL,
      date_deleted ${text}
    )${tableSuffix}`,
    'CREATE INDEX service_newest_first ON service (account_sid, date_created, sid)',
    // Few rows at any time: services whose content is still being removed.
    'CREATE INDEX service_deleted ON service (date_deleted) WHERE date_deleted IS NOT NULL',

    `CREATE TABLE conversation (
      service_id ${integer} NOT NULL REFERENCES service (id),
      sid ${text} NOT NULL,
      friendly_name ${text},
      unique_name ${text},
      attributes ${text} NOT NULL,
      messaging_service_sid ${text},
      state ${text} NOT NULL,
      date_created ${text} NOT NULL,
      date_updated ${text} NOT NULL,
      timer_inactive ${text},
      timer_closed ${text},
      timers_date_inactive ${text},
      timers_date_closed ${text},
      timer_due ${text},
      bindings_email_projected_address ${text},
      bindings_email_name ${text},
      created_event ${integer} NOT NULL,
      updated_event ${integer} NOT NULL,
      event_counter ${integer} NOT NULL
    )${tableSuffix}`,
    'CREATE UNIQUE INDEX conversation_sid ON conversation (service_id, sid)',
    // Unnamed conversations pay nothing.
    `CREATE UNIQUE INDEX conversation_unique_name ON conversation (service_id, unique_name)
      WHERE unique_name IS NOT NULL`,
    // The list and its date filters. DateCreated can be set, so the order of the SIDs does not serve.
    'CREATE INDEX conversation_newest_first ON conversation (service_id, date_created, sid)',
    // The list by state: without it, the few in a rare state would be looked for among all.
    'CREATE INDEX conversation_state ON conversation (service_id, state, date_created, sid)',
    // Due timers, over all services; conversations without timers pay nothing.
    'CREATE INDEX conversation_timer_due ON conversation (timer_due) WHERE timer_due IS NOT NULL',

    `CREATE TABLE event (
      position ${integer} NOT NULL PRIMARY KEY,
      service_sid ${text} NOT NULL,
      conversation_sid ${text},
      number ${integer},
      account_sid ${text} NOT NULL,
      name ${text} NOT NULL,
      source ${text} NOT NULL,
      actor ${text},
      time ${text} NOT NULL,
      webhook_enabled ${integer} NOT NULL,
      data ${text} NOT NULL
    )${tableSuffix}`,
    ...positionTable('event'),
  ],
};

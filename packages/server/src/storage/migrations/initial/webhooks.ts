import type { TableDefinitions } from '../../ddl.ts';

/** Webhook settings of conversations, services and accounts. */
export const webhooks: TableDefinitions = ({ text, integer, tableSuffix }) => [
  // The webhook gets events live from number `live_from` of its conversation on, or all events where that is null.
  // The messages from index `backfill_next` up to, but not including, `backfill_end` are still to be backfilled.
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
    live_from ${integer},
    backfill_next ${integer},
    backfill_end ${integer},
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX scoped_webhook_sid ON scoped_webhook (service_id, sid)',
  // A conversation's webhooks: for its list, and for the fan-out of each of its events.
  `CREATE INDEX scoped_webhook_oldest_first ON scoped_webhook
    (service_id, conversation_sid, date_created, sid)`,
  // Webhooks with a pending backfill, over all services: few rows at any time.
  'CREATE INDEX scoped_webhook_backfill ON scoped_webhook (sid) WHERE backfill_next IS NOT NULL',

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
];

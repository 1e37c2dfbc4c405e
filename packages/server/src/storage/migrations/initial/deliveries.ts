import type { TableDefinitions } from '../../ddl.ts';

/** The queue of webhook deliveries. */
export const deliveries: TableDefinitions = ({ text, integer, identity, tableSuffix }) => [
  // A lane holds the deliveries to one target with one ordering key; only the first of them is being attempted.
  `CREATE TABLE webhook_lane (
    id ${identity},
    target ${text} NOT NULL,
    ordering_key ${text} NOT NULL,
    origin ${text} NOT NULL,
    due ${text} NOT NULL,
    attempt ${integer} NOT NULL,
    leased_until ${text},
    UNIQUE (target, ordering_key)
  )${tableSuffix}`,
  // The due lanes of one origin of an account, the oldest first: a server that is down delays no other.
  'CREATE INDEX webhook_lane_due ON webhook_lane (origin, due)',

  `CREATE TABLE webhook_delivery (
    id ${identity},
    sid ${text} NOT NULL UNIQUE,
    lane_id ${integer} NOT NULL,
    account_sid ${text} NOT NULL,
    service_sid ${text} NOT NULL,
    conversation_sid ${text},
    event_position ${integer} NOT NULL,
    event_name ${text} NOT NULL,
    target ${text} NOT NULL,
    url ${text} NOT NULL,
    method ${text} NOT NULL,
    parameters ${text} NOT NULL,
    state ${text} NOT NULL,
    attempts ${integer} NOT NULL,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The pending deliveries of a lane in order. Finished deliveries have no entry.
  `CREATE INDEX webhook_delivery_lane ON webhook_delivery (lane_id, id) WHERE state = 'pending'`,
  // An account's list, newest first.
  'CREATE INDEX webhook_delivery_newest_first ON webhook_delivery (account_sid, id)',
  // An account's list by state, newest first.
  'CREATE INDEX webhook_delivery_state ON webhook_delivery (account_sid, state, id)',
  // Finished deliveries that are older than the retention time.
  `CREATE INDEX webhook_delivery_done ON webhook_delivery (date_updated) WHERE state <> 'pending'`,

  `CREATE TABLE webhook_attempt (
    delivery_sid ${text} NOT NULL,
    number ${integer} NOT NULL,
    retry_count ${integer} NOT NULL,
    date ${text} NOT NULL,
    url ${text},
    method ${text},
    duration ${integer} NOT NULL,
    status ${integer},
    error ${text},
    body ${text},
    PRIMARY KEY (delivery_sid, number)
  )${tableSuffix}`,
];

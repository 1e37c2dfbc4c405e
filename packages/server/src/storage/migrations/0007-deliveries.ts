import type { Migration } from '../ddl.ts';

/** Cursors of the log's readers, and what webhooks are to be told of. */
export const deliveries: Migration = {
  number: 7,
  name: 'deliveries',
  statements: ({ text, integer, identity, tableSuffix }) => [
    `CREATE TABLE log_cursor (
      consumer ${text} NOT NULL PRIMARY KEY,
      position ${integer} NOT NULL
    )${tableSuffix}`,

    // A line of deliveries of one conversation or user to one target, of which the first is being worked at.
    `CREATE TABLE webhook_lane (
      id ${identity},
      target ${text} NOT NULL,
      ordering_key ${text} NOT NULL,
      origin ${text} NOT NULL,
      due ${text} NOT NULL,
      attempt ${integer} NOT NULL,
      claimed_until ${text},
      UNIQUE (target, ordering_key)
    )${tableSuffix}`,
    // What is due at one server, the longest due first: a server that is down keeps no other waiting.
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
    // The line itself; deliveries that are done pay nothing.
    `CREATE INDEX webhook_delivery_lane ON webhook_delivery (lane_id, id) WHERE state = 'pending'`,
    // Lists of an account, all or in one state, newest first.
    'CREATE INDEX webhook_delivery_newest_first ON webhook_delivery (account_sid, id)',
    'CREATE INDEX webhook_delivery_state ON webhook_delivery (account_sid, state, id)',
    // What is old enough to be forgotten.
    `CREATE INDEX webhook_delivery_done ON webhook_delivery (date_updated) WHERE state <> 'pending'`,

    `CREATE TABLE webhook_attempt (
      delivery_sid ${text} NOT NULL,
      number ${integer} NOT NULL,
      date ${text} NOT NULL,
      duration ${integer} NOT NULL,
      status ${integer},
      error ${text},
      body ${text},
      PRIMARY KEY (delivery_sid, number)
    )${tableSuffix}`,
  ],
};

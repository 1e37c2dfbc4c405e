import type { TableDefinitions } from '../../ddl.ts';

/** The event log and the cursors of its consumers. */
export const events: TableDefinitions = ({ text, integer, tableSuffix, positionTable }) => [
  `CREATE TABLE event (
    position ${integer} NOT NULL PRIMARY KEY,
    service_sid ${text} NOT NULL,
    conversation_sid ${text},
    user_sid ${text},
    number ${integer},
    account_sid ${text} NOT NULL,
    name ${text} NOT NULL,
    source ${text} NOT NULL,
    actor ${text},
    time ${text} NOT NULL,
    webhook_enabled ${integer} NOT NULL,
    properties ${text} NOT NULL
  )${tableSuffix}`,
  ...positionTable('event'),

  `CREATE TABLE log_cursor (
    consumer ${text} NOT NULL PRIMARY KEY,
    position ${integer} NOT NULL
  )${tableSuffix}`,
];

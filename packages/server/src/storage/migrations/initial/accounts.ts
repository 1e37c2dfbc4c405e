import type { TableDefinitions } from '../../ddl.ts';

/** Accounts, their API keys, and secrets of the installation. */
export const accounts: TableDefinitions = ({ text, integer, tableSuffix }) => [
  // Only the account that the first start generated has `kept` = 1: UNIQUE allows one.
  `CREATE TABLE account (
    sid ${text} NOT NULL PRIMARY KEY,
    auth_token ${text},
    kept ${integer} UNIQUE,
    default_service_sid ${text},
    default_messaging_service_sid ${text},
    default_inactive_timer ${text},
    default_closed_timer ${text},
    date_created ${text} NOT NULL
  )${tableSuffix}`,

  // A request names its key by SID alone, so the primary key does not begin with the account.
  `CREATE TABLE api_key (
    sid ${text} NOT NULL PRIMARY KEY,
    account_sid ${text} NOT NULL REFERENCES account (sid),
    friendly_name ${text} NOT NULL,
    secret ${text} NOT NULL,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The list of an account, newest first.
  'CREATE INDEX api_key_newest_first ON api_key (account_sid, date_created, sid)',

  `CREATE TABLE secret (
    name ${text} NOT NULL PRIMARY KEY,
    value ${text} NOT NULL
  )${tableSuffix}`,
];

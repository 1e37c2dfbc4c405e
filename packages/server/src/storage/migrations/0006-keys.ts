import type { Migration } from '../ddl.ts';

/** API keys that are made by the API. */
export const keys: Migration = {
  number: 6,
  name: 'keys',
  statements: ({ text, tableSuffix }) => [
    // Who authenticates names a key alone, so that its SID is the whole of its key.
    `CREATE TABLE api_key (
      sid ${text} NOT NULL PRIMARY KEY,
      account_sid ${text} NOT NULL REFERENCES account (sid),
      friendly_name ${text} NOT NULL,
      secret ${text} NOT NULL,
      date_created ${text} NOT NULL,
      date_updated ${text} NOT NULL
    )${tableSuffix}`,
    'CREATE INDEX api_key_newest_first ON api_key (account_sid, date_created, sid)',
  ],
};

import type { Migration } from '../ddl.ts';

/** The audit log, and the chain of hashes that shows whether it has been changed. */
export const audit: Migration = {
  name: 'audit',
  statements: ({ text, integer, tableSuffix, positionTable }) => [
    `CREATE TABLE audit_entry (
      position ${integer} NOT NULL PRIMARY KEY,
      time ${text} NOT NULL,
      kind ${text} NOT NULL,
      account_sid ${text},
      actor ${text},
      address ${text},
      request_id ${text},
      operation ${text},
      service_sid ${text},
      object_sid ${text},
      parameters ${text} NOT NULL,
      error_code ${integer},
      count ${integer} NOT NULL
    )${tableSuffix}`,
    // The list of an account, newest first.
    'CREATE INDEX audit_entry_account ON audit_entry (account_sid, position)',
    ...positionTable('audit_entry'),

    // The hashes are not in the entries, which are written before their place in the chain is known.
    `CREATE TABLE audit_link (
      position ${integer} NOT NULL PRIMARY KEY,
      hash ${text} NOT NULL
    )${tableSuffix}`,

    `CREATE TABLE audit_chain (
      name ${text} NOT NULL PRIMARY KEY,
      position ${integer} NOT NULL,
      hash ${text} NOT NULL
    )${tableSuffix}`,
  ],
};

import type { Migration } from '../ddl.ts';

/** How long services keep their data, and how far the deletion of what is older has come. */
export const retention: Migration = {
  name: 'retention',
  statements: ({ text, integer, tableSuffix }) => [
    `CREATE TABLE retention_policy (
      service_id ${integer} NOT NULL PRIMARY KEY REFERENCES service (id),
      closed_conversations ${text},
      messages ${text},
      media ${text},
      date_updated ${text} NOT NULL,
      date_due ${text} NOT NULL,
      step ${text} NOT NULL,
      after_sid ${text} NOT NULL,
      deleted_count ${integer} NOT NULL
    )${tableSuffix}`,
    // The policies that are due, over all services.
    'CREATE INDEX retention_policy_due ON retention_policy (date_due)',
  ],
};

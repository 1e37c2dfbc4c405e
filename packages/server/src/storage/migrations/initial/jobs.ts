import type { TableDefinitions } from '../../ddl.ts';

/** Durable jobs: work that a request began and that continues after its reply, even after a restart. */
export const jobs: TableDefinitions = ({ text, integer, identity, tableSuffix }) => [
  `CREATE TABLE job (
    id ${identity},
    kind ${text} NOT NULL,
    service_id ${integer} NOT NULL REFERENCES service (id),
    subject_sid ${text} NOT NULL,
    payload ${text} NOT NULL
  )${tableSuffix}`,
];

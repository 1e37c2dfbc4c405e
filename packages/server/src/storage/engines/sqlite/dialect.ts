import type { DdlTypes } from '../../ddl.ts';
import type { Dialect } from '../../dialect.ts';

export const sqlite: Dialect = {
  jsonQuote: (expression) => `json_quote(${expression})`,
  jsonArrayElements: (list) => `SELECT value FROM json_each(${list})`,
  // There is one write transaction at a time, which excludes all others from every row.
  lockClause: { update: '', 'skip-locked': '', 'key-share': '' },
  indexHint: (index) => ` INDEXED BY ${index}`,
};

export const sqliteDdlTypes: DdlTypes = {
  text: 'TEXT',
  integer: 'INTEGER',
  // With AUTOINCREMENT the number of a removed row is not used again.
  identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  tableSuffix: ' STRICT',
  // The last row of the table itself is the head.
  positionTable: () => [],
};

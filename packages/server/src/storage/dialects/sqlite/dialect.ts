import type { Dialect } from '../../dialect.ts';
import type { SchemaWords } from '../../migration.ts';

export const sqlite: Dialect = {
  jsonText: (expression) => `json_quote(${expression})`,
  elements: (list) => `SELECT value FROM json_each(${list})`,
  // There is one writer at a time: its transaction holds every row.
  forUpdate: '',
  skipLocked: '',
  forKeyShare: '',
  through: (index) => ` INDEXED BY ${index}`,
};

export const sqliteWords: SchemaWords = {
  text: 'TEXT',
  integer: 'INTEGER',
  // AUTOINCREMENT: the number of a removed row is not used again.
  numbered: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  strict: ' STRICT',
  // The last row of the table itself is the head.
  logHead: () => [],
};

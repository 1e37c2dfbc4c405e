import type { DdlTypes } from '../../ddl.ts';
import type { Dialect } from '../../dialect.ts';

export const sqlite: Dialect = {
  jsonQuote: (expression) => `json_quote(${expression})`,
  jsonArrayElements: (list) => `SELECT value FROM json_each(${list})`,
  // There is one write transaction at a time, which excludes all others from every row.
  lockClause: { update: '', 'skip-locked': '', 'key-share': '' },
  indexHint: (index) => ` INDEXED BY ${index}`,
  // FTS5 reads its rows in descending order and stops at the limit.
  termIndex: (table) => ({
    from: `${table}_terms`,
    key: 'rowid',
    matches: (parameter) => `${table}_terms MATCH ${parameter}`,
  }),
};

export const sqliteDdlTypes: DdlTypes = {
  text: 'TEXT',
  integer: 'INTEGER',
  // With AUTOINCREMENT the number of a removed row is not used again.
  identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  tableSuffix: ' STRICT',
  // The last row of the table itself is the head.
  positionTable: () => [],
  /*
   * The words are ready to compare: the tokenizer `ascii` takes all other characters as they are. Without details, which
   * only phrases need, the index has half the size. An update that leaves the words alone does not touch it.
   */
  termIndex: (table) => [
    `CREATE VIRTUAL TABLE ${table}_terms USING fts5(terms, content = '${table}', content_rowid = 'id',
      tokenize = "ascii tokenchars '_'", detail = none, columnsize = 0, prefix = '3')`,
    `CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} BEGIN
      INSERT INTO ${table}_terms (rowid, terms) VALUES (new.id, new.terms);
    END`,
    `CREATE TRIGGER ${table}_removed AFTER DELETE ON ${table} BEGIN
      INSERT INTO ${table}_terms (${table}_terms, rowid, terms) VALUES ('delete', old.id, old.terms);
    END`,
    `CREATE TRIGGER ${table}_changed AFTER UPDATE OF terms ON ${table} BEGIN
      INSERT INTO ${table}_terms (${table}_terms, rowid, terms) VALUES ('delete', old.id, old.terms);
      INSERT INTO ${table}_terms (rowid, terms) VALUES (new.id, new.terms);
    END`,
  ],
  // FTS5 does not plan by frequencies: it reads all lists of a query together.
  termStatistics: () => [],
};

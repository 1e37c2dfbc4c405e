import type { DdlTypes } from '../../ddl.ts';
import type { Dialect } from '../../dialect.ts';

export const postgres: Dialect = {
  jsonQuote: (expression) => `coalesce(to_json(${expression})::text, 'null')`,
  jsonArrayElements: (list) => `SELECT jsonb_array_elements_text(CAST(${list} AS jsonb))`,
  lockClause: {
    update: ' FOR UPDATE',
    'skip-locked': ' FOR UPDATE SKIP LOCKED',
    'key-share': ' FOR KEY SHARE',
  },
  indexHint: () => '',
  termIndex: (table) => ({
    from: table,
    key: 'id',
    matches: (parameter) => `term_vector @@ ${termQuery(parameter)}`,
  }),
};

/** Turns an expression of words into the form of `tsquery`. The words contain none of the characters that it replaces. */
function termQuery(parameter: string): string {
  const replacements = [
    ['"*', '":*'],
    [' AND ', ' & '],
    [' OR ', ' | '],
    ['"', "''"],
  ];
  const text = replacements.reduce(
    (expression, [from, to]) => `replace(${expression}, '${from}', '${to}')`,
    `CAST(${parameter} AS text)`,
  );
  return `CAST(${text} AS tsquery)`;
}

export const postgresDdlTypes: DdlTypes = {
  text: 'text COLLATE "C"',
  integer: 'bigint',
  identity: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  tableSuffix: '',
  positionTable: (log) => [
    `CREATE TABLE ${log}_head (position bigint NOT NULL)`,
    `INSERT INTO ${log}_head (position) VALUES (0)`,
  ],
  // The words are ready to compare, so this needs no text search configuration and no extension.
  termIndex: (table) => [
    `ALTER TABLE ${table} ADD COLUMN term_vector tsvector NOT NULL
      GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED`,
    // Searches read the list of entries that are still to be sorted in, so it stays short.
    `CREATE INDEX ${table}_terms ON ${table} USING gin (term_vector) WITH (gin_pending_list_limit = 256)`,
  ],
  /*
   * The frequency of a beginning is estimated from the words that are known to begin so: 10,000 instead of 1,000. Among a
   * million messages, the lowest tenth of the estimates improves from a fifth of the actual number to three fifths. If it
   * is too low, a search reads thousands of documents. Planning takes a millisecond longer, ANALYZE some seconds.
   */
  termStatistics: (table) => [
    `ALTER TABLE ${table} ALTER COLUMN term_vector SET STATISTICS 1000`,
    `ANALYZE ${table} (term_vector)`,
  ],
};

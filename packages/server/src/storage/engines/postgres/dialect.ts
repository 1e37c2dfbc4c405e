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
};

export const postgresDdlTypes: DdlTypes = {
  text: 'text COLLATE "C"',
  integer: 'bigint',
  identity: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  tableSuffix: '',
  positionTable: (log) => [
    `CREATE TABLE ${log}_head (position bigint NOT NULL)`,
    `INSERT INTO ${log}_head (position) VALUES (0)`,
  ],
};

import type { Dialect } from '../../dialect.ts';
import type { SchemaWords } from '../../migration.ts';

export const postgres: Dialect = {
  jsonText: (expression) => `coalesce(to_json(${expression})::text, 'null')`,
  elements: (list) => `SELECT jsonb_array_elements_text(CAST(${list} AS jsonb))`,
  forUpdate: ' FOR UPDATE',
  skipLocked: ' FOR UPDATE SKIP LOCKED',
  forKeyShare: ' FOR KEY SHARE',
  through: () => '',
};

export const postgresWords: SchemaWords = {
  text: 'text COLLATE "C"',
  integer: 'bigint',
  numbered: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  strict: '',
  logHead: (log) => [
    `CREATE TABLE ${log}_head (position bigint NOT NULL)`,
    `INSERT INTO ${log}_head (position) VALUES (0)`,
  ],
};

import { createHash } from 'node:crypto';
import { bind, compile, isQuery, keyOf, parametersOf, querySql } from '../../compile.ts';
import type { LogTable } from '../../log-table.ts';
import type { Statement } from '../../statement.ts';
import type { Columns } from '../../table.ts';
import { postgres } from './dialect.ts';

/** A statement as PostgreSQL receives it; the name makes it a prepared statement, which has one plan for all values. */
export interface PreparedStatement {
  readonly name?: string;
  readonly text: string;
}

/** The two variants of a statement: for one call, and for many calls at once. */
export interface StatementVariants {
  readonly parameters: readonly string[];
  /** The columns that a change returns; empty for a query. */
  readonly key: readonly string[];
  readonly single: PreparedStatement;
  /**
   * Takes one array per parameter. A query returns the number of the call, from 1, with each row; a change returns the
   * keys of the rows that it changed.
   */
  readonly batched: PreparedStatement;
  /** Whether it waits for row locks: all transactions must then lock rows in the same order. */
  readonly locks: boolean;
}

const arrayType = { text: 'text[]', integer: 'bigint[]' } as const;

const variants = new Map<Statement, StatementVariants>();

/** The variants of a statement, compiled on its first use. */
export function variantsOf(statement: Statement): StatementVariants {
  const known = variants.get(statement);
  if (known !== undefined) return known;
  const { sql, parameters } = compile(statement, postgres, (index) => `$${index + 1}`);
  const single = sql + returning(statement);
  const compiled: StatementVariants = {
    parameters,
    key: changeKey(statement),
    single: statement.kind === 'select' && statement.plan ? { text: single } : prepared(single),
    batched: prepared(batchedSql(statement, parameters) + returning(statement)),
    locks: statement.kind === 'locking-select' && statement.mode === 'update',
  };
  variants.set(statement, compiled);
  return compiled;
}

/**
 * Named by its text, so that a name means the same in every process: a pooler that nobody has declared could give one
 * the session of another. PostgreSQL truncates names at 63 bytes.
 */
const prepared = (text: string): PreparedStatement => ({
  name: createHash('sha256').update(text).digest('hex').slice(0, 32),
  text,
});

function batchedSql(statement: Statement, parameters: readonly string[]): string {
  const columns = parametersOf(statement);
  const used = Object.entries(columns).filter(([name]) => parameters.includes(name));
  const statements = unnest(Object.fromEntries(used), 1);
  const names = parameters.map((_, index) => `p${index}`);
  const table = isQuery(statement) ? '' : statement.table.name;
  const key = changeKey(statement);
  const sameRow = key.map((name) => `${table}.${name} = call.p${parameters.indexOf(name)}`).join(' AND ');
  switch (statement.kind) {
    case 'select':
    case 'locking-select':
    case 'locking-select-all': {
      const query = bind(querySql(statement, postgres), parameters, (index) => `call.p${index}`);
      const from = `${statements} WITH ORDINALITY AS call (${[...names, 'call'].join(', ')})`;
      return `SELECT call.call, result.* FROM ${from} CROSS JOIN LATERAL (${query}) AS result`;
    }
    case 'insert':
      return `INSERT INTO ${table} (${parameters.join(', ')}) SELECT * FROM ${statements} ON CONFLICT DO NOTHING`;
    case 'update': {
      const set = parameters
        .map((name, index) => ({ name, value: `${name} = call.p${index}` }))
        .filter(({ name }) => !key.includes(name))
        .map(({ value }) => value);
      return `UPDATE ${table} SET ${set.join(', ')} FROM ${statements} AS call (${names.join(', ')}) WHERE ${sameRow}`;
    }
    case 'remove':
      return `DELETE FROM ${table} USING ${statements} AS call (${names.join(', ')}) WHERE ${sameRow}`;
    case 'delete-where':
      // A statement without parameters is the same for every call.
      return compile(statement, postgres, String).sql;
  }
}

/** A change returns the keys of the rows that it changed. */
function returning(statement: Statement): string {
  const key = changeKey(statement);
  if (key.length === 0 || isQuery(statement)) return '';
  return ` RETURNING ${key.map((name) => `${statement.table.name}.${name}`).join(', ')}`;
}

const changeKey = (statement: Statement): readonly string[] =>
  isQuery(statement) || statement.kind === 'delete-where' ? [] : keyOf(statement);

/** One array parameter per column, starting with `$first`. */
function unnest(columns: Columns, first: number): string {
  const arrays = Object.values(columns).map(({ type }, index) => `$${first + index}::${arrayType[type]}`);
  return `unnest(${arrays.join(', ')})`;
}

/**
 * Appends records to a log: the first parameter is their number, the others are the columns as arrays. The position row
 * stays locked until the commit, so position order is commit order.
 */
export function appendStatement({ name, columns }: LogTable): PreparedStatement {
  const names = Object.keys(columns);
  return {
    name: `append_${name}`,
    text:
      `WITH head AS (UPDATE ${name}_head SET position = position + $1 RETURNING position - $1 AS base) ` +
      `INSERT INTO ${name} (position, ${names.join(', ')}) ` +
      `SELECT head.base + record.number, ${names.map((_, index) => `record.p${index}`).join(', ')} ` +
      `FROM head, ${unnest(columns, 2)} WITH ORDINALITY AS record ` +
      `(${[...names.map((_, index) => `p${index}`), 'number'].join(', ')})`,
  };
}

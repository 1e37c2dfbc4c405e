import type { Dialect } from './dialect.ts';
import type { Insert, Query, Remove, Statement, Update } from './statement.ts';
import type { Columns, SqlValue } from './table.ts';

/** A statement's text for an engine and the order of its parameters. */
export interface Compiled {
  readonly sql: string;
  readonly parameters: readonly string[];
}

/** The columns whose values a statement takes, in order. */
export function parametersOf(statement: Statement): Columns {
  switch (statement.kind) {
    case 'select':
    case 'locking-select':
    case 'locking-select-all':
      return statement.parameters;
    case 'insert':
      return statement.table.columns;
    case 'update':
    case 'remove':
      return statement.columns;
    case 'delete-where':
      return {};
  }
}

/** The columns by which a change names its rows. */
export const keyOf = (change: Insert | Update | Remove): readonly string[] =>
  change.kind === 'remove' ? Object.keys(change.columns) : change.table.key;

/** Whether a statement returns rows. */
export const isQuery = (statement: Statement): statement is Query => 'sql' in statement;

/** The text of a query, its parameters still by name, with the lock clause of the engine if it locks. */
export const querySql = (query: Query, dialect: Dialect): string =>
  query.sql(dialect) + ('mode' in query ? dialect.lockClause[query.mode] : '');

/** @param placeholder the engine's form of the parameter with this index, from 0. */
export function compile(
  statement: Statement,
  dialect: Dialect,
  placeholder: (index: number) => string,
): Compiled {
  const sql = isQuery(statement) ? querySql(statement, dialect) : '';
  const parameters = Object.keys(parametersOf(statement)).filter(
    // A query may declare parameters that its text does not use; PostgreSQL could not infer their types.
    (name) => !isQuery(statement) || namesIn(sql).has(name),
  );
  const of = (name: string) => placeholder(parameters.indexOf(name));
  const where = (key: readonly string[]) => key.map((name) => `${name} = ${of(name)}`).join(' AND ');
  switch (statement.kind) {
    case 'select':
    case 'locking-select':
    case 'locking-select-all':
      return { sql: bind(sql, parameters, placeholder), parameters };
    case 'insert': {
      const values = parameters.map(of).join(', ');
      const into = `${statement.table.name} (${parameters.join(', ')})`;
      return { sql: `INSERT INTO ${into} VALUES (${values}) ON CONFLICT DO NOTHING`, parameters };
    }
    case 'update': {
      const { name, key } = statement.table;
      const set = parameters.filter((each) => !key.includes(each)).map((each) => `${each} = ${of(each)}`);
      return { sql: `UPDATE ${name} SET ${set.join(', ')} WHERE ${where(key)}`, parameters };
    }
    case 'remove':
      return { sql: `DELETE FROM ${statement.table.name} WHERE ${where(keyOf(statement))}`, parameters };
    case 'delete-where': {
      const condition = statement.condition === '' ? '' : ` WHERE ${statement.condition}`;
      return { sql: `DELETE FROM ${statement.table.name}${condition}`, parameters };
    }
  }
}

/** String literals, and parameters by their names. */
const literalOrParameter = /'(?:[^']|'')*'|(?<!:):([a-z_]+)/g;

const namesIn = (sql: string): Set<string | undefined> =>
  new Set([...sql.matchAll(literalOrParameter)].map(([, name]) => name));

/** Replaces `:name` by the engine's placeholder, leaving string literals alone. */
export function bind(
  sql: string,
  parameters: readonly string[],
  placeholder: (index: number) => string,
): string {
  return sql.replace(literalOrParameter, (match, name: string | undefined) => {
    if (name === undefined) return match;
    const index = parameters.indexOf(name);
    if (index < 0) throw new Error(`The statement has no parameter ${name}: ${sql}`);
    return placeholder(index);
  });
}

/** The values of a statement's parameters in order. */
export function valuesInOrder(
  parameters: readonly string[],
  values: Readonly<Record<string, SqlValue>>,
): SqlValue[] {
  const ordered = new Array<SqlValue>(parameters.length);
  for (let i = 0; i < parameters.length; i++) ordered[i] = values[parameters[i] ?? ''] ?? null;
  return ordered;
}

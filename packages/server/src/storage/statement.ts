import type { Dialect } from './dialect.ts';
import type { LockingSelect, LockingSelectAll } from './locking-select.ts';
import { type Columns, type Table, table } from './table.ts';

/**
 * A statement is a value, created once when its module loads. An engine compiles it on its first use and keeps it
 * prepared; no request builds SQL. Since it is a value, an engine can recognize equal statements of several requests
 * and send them in one round trip.
 */
export type Statement = Query | Insert | Update | Remove | DeleteWhere;

/** A statement that returns rows. */
export type Query = Select | LockingSelect | LockingSelectAll;

/** A query that locks nothing. Parameters stand in its text as `:name`. */
export interface Select<P extends Columns = Columns, R extends Columns = Columns> {
  readonly kind: 'select';
  readonly name: string;
  readonly parameters: P;
  readonly row: R;
  readonly sql: (dialect: Dialect) => string;
  readonly plan?: PlanOptions['plan'];
}

export interface PlanOptions {
  /** For a query whose best plan depends on the values of its parameters; its text is parsed each time too. */
  readonly plan?: 'for each execution';
}

/** Adds a row, unless a unique index forbids it. */
export interface Insert<C extends Columns = Columns> {
  readonly kind: 'insert';
  readonly table: Table<C>;
}

/** Sets columns of the row that its key names. */
export interface Update<C extends Columns = Columns> {
  readonly kind: 'update';
  readonly table: Table;
  /** The key's columns first, then those that are set. */
  readonly columns: C;
}

/** Removes the rows that have given values in some columns. */
export interface Remove<C extends Columns = Columns> {
  readonly kind: 'remove';
  readonly table: Table;
  readonly columns: C;
}

/** Removes all rows of a table, or those that meet a condition. */
export interface DeleteWhere {
  readonly kind: 'delete-where';
  readonly table: Table;
  /** Empty for all rows. */
  readonly condition: string;
}

export const select = <const P extends Columns, const R extends Columns>(
  name: string,
  parameters: P,
  row: R,
  sql: (dialect: Dialect) => string,
  options: PlanOptions = {},
): Select<P, R> => ({ kind: 'select', name, parameters, row, sql, ...options });

export const insert = <C extends Columns>(table: Table<C>): Insert<C> => ({ kind: 'insert', table });

export const update = <C extends Columns, Key extends keyof C & string, Name extends keyof C & string>(
  table: Table<C, Key>,
  names: readonly Name[],
): Update<Pick<C, Key | Name>> => ({
  kind: 'update',
  table,
  columns: pick(table.columns, [...table.key, ...names]),
});

/**
 * Sets the columns of the row that its key names, except those that never change. SQLite rewrites every index whose
 * column is set, so the columns of indexes are better left out.
 */
export const updateExcept = <
  C extends Columns,
  Key extends keyof C & string,
  Fixed extends Exclude<keyof C & string, Key>,
>(
  table: Table<C, Key>,
  fixed: readonly Fixed[],
): Update<Omit<C, Fixed>> => {
  const unset = new Set<string>([...table.key, ...fixed]);
  const names = Object.keys(table.columns).filter((name) => !unset.has(name));
  // Object.keys returns names of columns as plain strings; the filter leaves those that the type names.
  return update<C, Key, keyof C & string>(table, names) as Update<Omit<C, Fixed>>;
};

/** Removes the row that its key names. */
export const remove = <C extends Columns, Key extends keyof C & string>(
  table: Table<C, Key>,
): Remove<Pick<C, Key>> => removeBy(table, table.key);

/** Removes all rows that have given values in these columns. */
export const removeBy = <C extends Columns, Name extends keyof C & string>(
  table: Table<C>,
  names: readonly Name[],
): Remove<Pick<C, Name>> => ({ kind: 'remove', table, columns: pick(table.columns, names) });

export const deleteWhere = (name: string, condition = ''): DeleteWhere => ({
  kind: 'delete-where',
  table: table(name, {}, []),
  condition,
});

/** All columns of a table, for the text of a query, in which the table can have an alias. */
export const columnNames = ({ columns }: Pick<Table, 'columns'>, alias?: string): string =>
  Object.keys(columns)
    .map((name) => (alias === undefined ? name : `${alias}.${name}`))
    .join(', ');

function pick<C extends Columns, Name extends keyof C & string>(
  columns: C,
  names: readonly Name[],
): Pick<C, Name> {
  return Object.fromEntries(names.map((name) => [name, columns[name]])) as Pick<C, Name>;
}

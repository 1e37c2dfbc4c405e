import type { Dialect, LockMode } from './dialect.ts';
import type { Columns, RowOf } from './table.ts';

interface LockingQuery<P extends Columns, R extends Columns> {
  readonly name: string;
  readonly parameters: P;
  readonly row: R;
  readonly mode: LockMode;
  /** Without the engine's lock clause, which compiling adds at the end. */
  readonly sql: (dialect: Dialect) => string;
}

/** A query for one row that locks it. */
export interface LockingSelect<P extends Columns = Columns, R extends Columns = Columns>
  extends LockingQuery<P, R> {
  readonly kind: 'locking-select';
  /**
   * Identifies the row among all rows of the database: units of work that share a transaction, and so its locks, queue
   * by it. A shared lock has none, since nobody queues for it.
   */
  key?(row: RowOf<R>): string;
}

/** A query for several rows that locks all of them. Units of work that share a transaction do not queue for them. */
export interface LockingSelectAll<P extends Columns = Columns, R extends Columns = Columns>
  extends LockingQuery<P, R> {
  readonly kind: 'locking-select-all';
}

type Sql = (dialect: Dialect) => string;

const lockingSelect =
  (mode: LockMode) =>
  <const P extends Columns, const R extends Columns>(
    name: string,
    parameters: P,
    row: R,
    sql: Sql,
    key: (row: RowOf<R>) => string,
  ): LockingSelect<P, R> => ({ kind: 'locking-select', mode, name, parameters, row, sql, key });

/** A row that the unit of work is about to change. Queues for a row that another transaction has locked. */
export const selectForUpdate = lockingSelect('update');

/** Like {@link selectForUpdate}, and finds nothing while another transaction has locked the row. */
export const selectSkippingLocked = lockingSelect('skip-locked');

/** {@link selectForUpdate} of the row that a query finds. */
export const forUpdate = <P extends Columns, R extends Columns>(
  { name, parameters, row, sql }: Omit<LockingQuery<P, R>, 'mode'>,
  key: (row: RowOf<R>) => string,
): LockingSelect<P, R> => selectForUpdate(`${name} for update`, parameters, row, sql, key);

/** A row that must not be removed before the transaction ends, because a new row is about to reference it. */
export const selectForKeyShare = <const P extends Columns, const R extends Columns>(
  name: string,
  parameters: P,
  row: R,
  sql: Sql,
): LockingSelect<P, R> => ({ kind: 'locking-select', mode: 'key-share', name, parameters, row, sql });

const lockingSelectAll =
  (mode: LockMode) =>
  <const P extends Columns, const R extends Columns>(
    name: string,
    parameters: P,
    row: R,
    sql: Sql,
  ): LockingSelectAll<P, R> => ({ kind: 'locking-select-all', mode, name, parameters, row, sql });

/** Rows that the unit of work is about to change. The query sorts them, so that two transactions cannot deadlock. */
export const selectAllForUpdate = lockingSelectAll('update');

/** Like {@link selectAllForUpdate}, without the rows that another transaction has locked. */
export const selectAllSkippingLocked = lockingSelectAll('skip-locked');

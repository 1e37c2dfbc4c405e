import type { LockingSelect, LockingSelectAll } from './locking-select.ts';
import type { Log } from './log.ts';
import type { DeleteWhere, Insert, Remove, Select, Update } from './statement.ts';
import type { Columns, RowOf, SqlValue } from './table.ts';

/** Reads what is committed. */
export interface Reader {
  /** The query's row; a query for one row that finds more answers the first. */
  one<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined>;
  all<P extends Columns, R extends Columns>(query: Select<P, R>, parameters: RowOf<P>): Promise<RowOf<R>[]>;
}

/** Reads and locks rows until the transaction ends. */
export interface LockingReader extends Reader {
  /** Locks the query's row. Work that will change a row locks it before it decides anything from the row's values. */
  lock<P extends Columns, R extends Columns>(
    query: LockingSelect<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined>;
  lockAll<P extends Columns, R extends Columns>(
    query: LockingSelectAll<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R>[]>;
}

/** Reads, locks and writes; all of it is committed, or nothing. */
export interface Transaction extends LockingReader {
  /** False when a row with the same unique value exists; nothing is added then. */
  insert<C extends Columns>(statement: Insert<C>, row: RowOf<C>): Promise<boolean>;
  /**
   * False when there is no such row.
   * @throws UniqueViolation when another row has the same unique value.
   */
  update<C extends Columns>(statement: Update<C>, row: RowOf<C>): Promise<boolean>;
  /** False when there is no such row. What hangs on the row goes with it. */
  remove<C extends Columns>(statement: Remove<C>, key: RowOf<C>): Promise<boolean>;
  /** Removes many rows at once; fails when something else still hangs on one of them. */
  deleteWhere(statement: DeleteWhere): Promise<void>;
  /** Writes a record when the unit succeeds, in the same commit; its position is known then, not before. */
  append<C extends Columns>(log: Log<C>, record: NoInfer<RowOf<C>>): void;
}

/** A change of a row, or of many by a `clear`: which statement made it, with which values. */
export interface Write {
  readonly statement: Insert | Update | Remove | DeleteWhere;
  readonly row: Readonly<Record<string, SqlValue>>;
}

/**
 * Runs units of work. A unit does no I/O but through its argument, and can be run a second time when the engine
 * had to undo the first, so it changes nothing outside of it.
 */
export interface TransactionRunner {
  read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result>;
  /** Resolves when the unit is committed and on disk; rejects with its error, all of it undone. */
  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

/** The database port. */
export interface Storage extends TransactionRunner {
  /** For work that no request waits for: where units share transactions, these share none with requests. */
  readonly background: TransactionRunner;
  /**
   * Whether no other process can write: then what was read may be kept in memory until this process
   * itself changes it.
   */
  readonly exclusive: boolean;
  /** Calls `listener` with the records of each commit of this process, before the units are answered. */
  onAppend<C extends Columns>(log: Log<C>, listener: (records: readonly RowOf<C>[]) => void): void;
  /** Calls `listener` with what each commit of this process has changed, before the units are answered. */
  onWrite(listener: (writes: readonly Write[]) => void): void;
  /** Waits for the work under way, then lets go of the database. */
  close(): Promise<void>;
}

/** An update that would give two rows the same unique value. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
}

/** The database cannot be reached or written; the same request may succeed later. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** A row that hangs on another could not be written: the other is gone. */
export class ForeignKeyViolation extends Error {
  override readonly name = 'MissingParent';
}

/** The database cannot be used at all: in use by another process, of a newer version, or not ours. */
export class StorageRefused extends Error {
  override readonly name = 'StorageRefused';
}

/** Another process has the database, which only one can have. */
export class StorageInUse extends StorageRefused {}

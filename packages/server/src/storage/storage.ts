import type { LockingSelect, LockingSelectAll } from './locking-select.ts';
import type { LogTable } from './log-table.ts';
import type { Signals } from './signals.ts';
import type { DeleteWhere, Insert, Remove, Select, Update } from './statement.ts';
import type { Columns, RowOf, SqlValue } from './table.ts';

/** Reads committed rows. */
export interface Reader {
  /** The row of a query; the first one if there are several. */
  one<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined>;
  all<P extends Columns, R extends Columns>(query: Select<P, R>, parameters: RowOf<P>): Promise<RowOf<R>[]>;
}

/** Reads rows of one moment, however long that takes and whatever is written meanwhile. */
export interface Snapshot extends Reader, AsyncDisposable {}

/** Reads and locks rows until the transaction ends. */
export interface LockingReader extends Reader {
  /**
   * Returns a function that reads a row under the next lock. An engine may read it with the lock already, in the same
   * round trip. The row is one that nobody changes without that lock, and that no `enqueue` changes.
   */
  readAhead<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): () => Promise<RowOf<R> | undefined>;
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
  /** Returns false, and adds nothing, if a row with the same unique value exists. */
  insert<C extends Columns>(statement: Insert<C>, row: RowOf<C>): Promise<boolean>;
  /**
   * Returns false if there is no such row.
   *
   * @throws UniqueViolation when another row has the same unique value.
   */
  update<C extends Columns>(statement: Update<C>, row: RowOf<C>): Promise<boolean>;
  /** Returns false if there is no such row. */
  remove<C extends Columns>(statement: Remove<C>, key: RowOf<C>): Promise<boolean>;
  /**
   * Makes a change whose result nobody needs, without waiting for it: the queries that follow see it, and if it fails, the
   * unit fails. A row that exists already is not added. An update is one that cannot be refused, and it sets no column by
   * which a locking query finds its row, because others that queue for the row get it without another query.
   */
  enqueue<C extends Columns>(statement: Insert<C> | Update<C>, row: RowOf<C>): void;
  /** Removes many rows. @throws ForeignKeyViolation if another row still references one of them. */
  deleteWhere(statement: DeleteWhere): Promise<void>;
  /** Appends a record in the same commit if the unit succeeds. Its position is not known before. */
  append<C extends Columns>(log: LogTable<C>, record: NoInfer<RowOf<C>>): void;
}

/** A change of rows: the statement and its values. */
export interface Write {
  readonly statement: Insert | Update | Remove | DeleteWhere;
  readonly row: Readonly<Record<string, SqlValue>>;
}

/**
 * Runs units of work. A unit does no I/O except through its argument, and changes nothing outside of it: the engine runs
 * it a second time if the transaction that it shared had to be rolled back.
 */
export interface TransactionRunner {
  read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result>;
  /** Resolves when the unit is committed and on disk. If it throws, it is rolled back and the error is thrown here. */
  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

/** The database port. */
export interface Storage extends TransactionRunner, AsyncDisposable {
  /** For work that no request waits for: it does not share transactions with requests if the engine has several. */
  readonly background: TransactionRunner;
  /**
   * Whether no other process can write: what was read may then be cached until this process itself changes it.
   */
  readonly exclusive: boolean;
  /** Messages to and from the other processes on the database. */
  readonly signals: Signals;
  /** Calls `listener` with the records of each commit of this process, before the promises of its units resolve. */
  onAppend<C extends Columns>(log: LogTable<C>, listener: (records: readonly RowOf<C>[]) => void): void;
  /** Calls `listener` with the changes of each commit of this process, before the promises of its units resolve. */
  onWrite(listener: (writes: readonly Write[]) => void): void;
  /** Whether the database responds, is intact and can be written. May reject instead of returning false. */
  isUsable(): Promise<boolean>;
  /** Waits for the units that are running or waiting, then closes the database. */
  close(): Promise<void>;
}

/** An update that would give two rows the same unique value. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
}

/**
 * What an error shows about the database, beyond the statement that failed. `unwritable`, as on a full disk, ends with the
 * next successful write; `damaged` lasts until the process has opened the database again.
 */
export type StorageFault = 'unwritable' | 'damaged';

/** The database cannot be reached or written. The same request may succeed later. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
  /** Without one of its own, the error has that of its cause. */
  readonly fault: StorageFault | undefined;

  constructor(
    message: string,
    { cause, fault }: { readonly cause?: unknown; readonly fault?: StorageFault } = {},
  ) {
    super(message, { cause });
    this.fault = fault ?? (cause instanceof StorageUnavailable ? cause.fault : undefined);
  }
}

/** A row could not be written because it references one that does not exist, or removed because it is referenced. */
export class ForeignKeyViolation extends Error {
  override readonly name = 'ForeignKeyViolation';
}

/** The database cannot be used at all: it is open in another process, or its schema has another version. */
export class StorageRefused extends Error {
  override readonly name = 'StorageRefused';
}

/** Another process has opened the database, which allows only one. */
export class StorageInUse extends StorageRefused {}

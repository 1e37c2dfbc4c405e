import type { PendingAppend } from '../../commit-effects.ts';
import type { LockingSelect, LockingSelectAll } from '../../locking-select.ts';
import type { LogTable } from '../../log-table.ts';
import type { DeleteWhere, Insert, Query, Remove, Select, Update } from '../../statement.ts';
import type { Reader, Transaction, Write } from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import { LockTimeout } from './errors.ts';
import { LockedRows } from './locked-rows.ts';
import type { OrderedStatements, Statements } from './statement-batcher.ts';

/** Reads; the queries of one tick share a round trip. */
export class PostgresReader implements Reader {
  protected readonly statements: Statements;

  constructor(statements: Statements) {
    this.statements = statements;
  }

  one<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined> {
    return this.first(query, parameters);
  }

  all<P extends Columns, R extends Columns>(query: Select<P, R>, parameters: RowOf<P>): Promise<RowOf<R>[]> {
    return this.rows(query, parameters);
  }

  protected async first<P extends Columns, R extends Columns>(
    query: Query & { readonly row: R },
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined> {
    const [row] = await this.statements.batched(query, parameters);
    // The query declares the columns of its rows, and returns no others.
    return row as RowOf<R> | undefined;
  }

  protected async rows<P extends Columns, R extends Columns>(
    query: Query & { readonly row: R },
    parameters: RowOf<P>,
  ): Promise<RowOf<R>[]> {
    return (await this.statements.single(query, parameters)) as RowOf<R>[];
  }
}

/** Another unit of the group has locked the row; this unit is deferred to the next group. */
export class RowLocked extends Error {
  override readonly name = 'RowLocked';
}

/** Another session has locked the row; this unit waits for it elsewhere, so that the group does not. */
export class RowBlocked extends Error {
  override readonly name = 'RowBlocked';
  /** The query that locks the row, and its values. */
  readonly lock: string;

  constructor(lock: string, options?: ErrorOptions) {
    super('Another session has locked the row.', options);
    this.lock = lock;
  }
}

/** A transaction as one of the units of work that share it uses it. */
export class PostgresTransaction extends PostgresReader implements Transaction {
  readonly records: PendingAppend[] = [];
  readonly #statements: OrderedStatements;
  readonly #queues: Map<string, PostgresTransaction>;
  readonly #blocked: ReadonlySet<string>;
  readonly #lockedRows = new LockedRows();
  readonly #aheadOfLock: (() => void)[] = [];
  /** Whether this unit, or one that had its row before, has made changes that others have to read. */
  #hasChanged = false;
  readonly #finished = Promise.withResolvers<void>();
  /** While it is empty, the unit can be left out of the transaction. */
  readonly writes: Write[] = [];
  readonly #enqueued: Promise<unknown>[] = [];
  /** The keys of the rows that this unit has, or queues for. */
  readonly #locks = new Set<string>();

  /**
   * @param queues by the key of each row that is locked, the last unit in its queue.
   * @param blocked the locks that another session is known to have.
   */
  constructor(
    statements: OrderedStatements,
    queues: Map<string, PostgresTransaction>,
    blocked: ReadonlySet<string>,
  ) {
    super(statements);
    this.#statements = statements;
    this.#queues = queues;
    this.#blocked = blocked;
  }

  /**
   * Releases the rows of this unit to the units that queue for them, and resolves when what it has enqueued is done. Their
   * queries follow the changes on the same connection, so that they need not wait for the results.
   */
  async finish(): Promise<void> {
    if (this.#enqueued.length > 0) await this.#statements.sent();
    this.#finished.resolve();
    await Promise.all(this.#enqueued);
  }

  /** It is sent right after the lock, and read again if a unit that had the row before has changed anything. */
  readAhead<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): () => Promise<RowOf<R> | undefined> {
    let early: Promise<RowOf<R> | undefined> | undefined;
    this.#aheadOfLock.push(() => {
      early = this.first(query, parameters);
      // The unit may end without it.
      early.catch(() => {});
    });
    return () => (early === undefined || this.#hasChanged ? this.first(query, parameters) : early);
  }

  /**
   * The row lock excludes other transactions; units inside this one queue for the row. A unit that already holds a row
   * never queues (that could deadlock), it moves to the next group.
   */
  async lock<P extends Columns, R extends Columns>(
    query: LockingSelect<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined> {
    const row = await this.#locking(query, parameters, () => {
      const locked = this.first(query, parameters);
      for (const read of this.#aheadOfLock.splice(0)) read();
      return locked;
    });
    if (row === undefined || query.key === undefined) return row;
    const id = query.key(row);
    const current = this.#locks.has(id) ? row : await this.#queue(id, query, parameters, row);
    if (current !== undefined) this.#lockedRows.set(id, query, current);
    return current;
  }

  lockAll<P extends Columns, R extends Columns>(
    query: LockingSelectAll<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R>[]> {
    return this.#locking(query, parameters, () => this.rows(query, parameters));
  }

  insert<C extends Columns>(statement: Insert<C>, row: RowOf<C>): Promise<boolean> {
    this.#hasChanged = true;
    return this.#run({ statement, row });
  }

  update<C extends Columns>(statement: Update<C>, row: RowOf<C>): Promise<boolean> {
    this.#forgetRows();
    return this.#run({ statement, row });
  }

  remove<C extends Columns>(statement: Remove<C>, key: RowOf<C>): Promise<boolean> {
    this.#forgetRows();
    return this.#run({ statement, row: key });
  }

  enqueue<C extends Columns>(statement: Insert<C> | Update<C>, row: RowOf<C>): void {
    if (statement.kind === 'update') this.#lockedRows.apply(statement, row);
    const change = this.#run({ statement, row });
    if (statement.kind === 'update') this.#statements.separate();
    // The error is that of the unit, which may still be busy with something else.
    change.catch(() => {});
    this.#enqueued.push(change);
  }

  async deleteWhere(statement: DeleteWhere): Promise<void> {
    this.#forgetRows();
    await this.statements.batched(statement, {});
    this.writes.push({ statement, row: {} });
  }

  append<C extends Columns>(log: LogTable<C>, record: NoInfer<RowOf<C>>): void {
    this.records.push({ log, record });
  }

  /** Waits until the units that had a row before have ended, and returns it as they have left it. */
  async #queue<P extends Columns, R extends Columns>(
    id: string,
    query: LockingSelect<P, R>,
    parameters: RowOf<P>,
    row: RowOf<R>,
  ): Promise<RowOf<R> | undefined> {
    const before = this.#queues.get(id);
    if (before !== undefined && this.#locks.size > 0) throw new RowLocked();
    this.#queues.set(id, this);
    this.#locks.add(id);
    if (before === undefined) return row;
    await before.#finished.promise;
    this.#hasChanged ||= before.#hasChanged;
    const left = before.#lockedRows.get(id, query);
    if (left !== undefined) return left;
    const changed = await this.first(query, parameters);
    // The value that the row was found by may belong to another row now.
    if (changed !== undefined && query.key?.(changed) !== id) throw new RowLocked();
    return changed;
  }

  #forgetRows(): void {
    this.#hasChanged = true;
    this.#lockedRows.forget();
  }

  async #locking<Result>(
    { name }: LockingSelect | LockingSelectAll,
    parameters: object,
    query: () => Promise<Result>,
  ): Promise<Result> {
    const lockName = () => `${name} ${JSON.stringify(parameters)}`;
    if (this.#blocked.size > 0 && this.#blocked.has(lockName())) throw new RowBlocked(lockName());
    try {
      return await query();
    } catch (error) {
      throw error instanceof LockTimeout ? new RowBlocked(lockName(), { cause: error }) : error;
    }
  }

  async #run(write: Write): Promise<boolean> {
    const rows = await this.statements.batched(write.statement, write.row);
    if (rows.length > 0) this.writes.push(write);
    return rows.length > 0;
  }
}

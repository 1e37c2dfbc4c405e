import type { PendingAppend } from '../../commit-effects.ts';
import type { LockingSelect, LockingSelectAll } from '../../locking-select.ts';
import type { Log } from '../../log.ts';
import type { DeleteWhere, Insert, Query, Remove, Select, Update } from '../../statement.ts';
import type { Reader, Transaction, Write } from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import type { StatementBatcher } from './statement-batcher.ts';

/** Reads; the calls of one turn share a round trip. */
export class PostgresReader implements Reader {
  protected readonly statements: StatementBatcher;

  constructor(statements: StatementBatcher) {
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

/** A companion in the same transaction holds the row; the unit has to wait for the next group. */
export class RowLocked extends Error {
  override readonly name = 'RowTaken';
}

/** One unit's view of a transaction that it shares with others. */
export class PostgresTransaction extends PostgresReader implements Transaction {
  readonly records: PendingAppend[] = [];
  readonly #queues: Map<string, PostgresTransaction>;
  readonly #finished = Promise.withResolvers<void>();
  /** While it is empty, undoing this unit takes no more than forgetting it. */
  readonly writes: Write[] = [];
  #holding = false;

  /** @param queues for each row that is held or waited for, the last unit in line. */
  constructor(statements: StatementBatcher, queues: Map<string, PostgresTransaction>) {
    super(statements);
    this.#queues = queues;
  }

  /** Lets those go on that wait for a row of this unit. */
  finish(): void {
    this.#finished.resolve();
  }

  /**
   * The database's lock keeps other transactions away; within this one, units that want the same row stand in
   * line. One that holds a row already does not wait, or two could wait for each other.
   */
  async lock<P extends Columns, R extends Columns>(
    query: LockingSelect<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined> {
    const row = await this.first(query, parameters);
    const id = row && query.key?.(row);
    if (id === undefined) return row;
    const before = this.#queues.get(id);
    if (before !== undefined && before !== this && this.#holding) throw new RowLocked();
    this.#queues.set(id, this);
    this.#holding = true;
    if (before === undefined || before === this) return row;
    await before.#finished.promise;
    const changed = await this.first(query, parameters);
    // The name that it was found by can be another row's by now.
    if (changed !== undefined && query.key?.(changed) !== id) throw new RowLocked();
    return changed;
  }

  lockAll<P extends Columns, R extends Columns>(
    query: LockingSelectAll<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R>[]> {
    return this.rows(query, parameters);
  }

  insert<C extends Columns>(statement: Insert<C>, row: RowOf<C>): Promise<boolean> {
    return this.#run({ statement, row });
  }

  update<C extends Columns>(statement: Update<C>, row: RowOf<C>): Promise<boolean> {
    return this.#run({ statement, row });
  }

  remove<C extends Columns>(statement: Remove<C>, key: RowOf<C>): Promise<boolean> {
    return this.#run({ statement, row: key });
  }

  async deleteWhere(statement: DeleteWhere): Promise<void> {
    await this.statements.batched(statement, {});
    this.writes.push({ statement, row: {} });
  }

  append<C extends Columns>(log: Log<C>, record: NoInfer<RowOf<C>>): void {
    this.records.push({ log, record });
  }

  async #run(write: Write): Promise<boolean> {
    const rows = await this.statements.batched(write.statement, write.row);
    if (rows.length > 0) this.writes.push(write);
    return rows.length > 0;
  }
}

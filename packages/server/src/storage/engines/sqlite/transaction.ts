import type { PendingAppend } from '../../commit-effects.ts';
import type { LockingSelect, LockingSelectAll } from '../../locking-select.ts';
import type { LogTable } from '../../log-table.ts';
import type { DeleteWhere, Insert, Remove, Select, Update } from '../../statement.ts';
import type { Reader, Transaction, Write } from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import type { SqliteStatements } from './statements.ts';

/** Reads through the connection. The rows are there at once; the port wants promises. */
export class SqliteReader implements Reader {
  protected readonly statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.statements = statements;
  }

  async one<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined> {
    // The query declares the columns of its rows, and returns no others.
    return this.statements.get(query, parameters) as RowOf<R> | undefined;
  }

  async all<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R>[]> {
    return this.statements.all(query, parameters) as RowOf<R>[];
  }
}

/** The open transaction as one unit of work uses it. */
export class SqliteTransaction extends SqliteReader implements Transaction {
  readonly records: PendingAppend[] = [];
  /** While it is empty, the unit can be left out of the transaction. */
  readonly writes: Write[] = [];

  readAhead<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): () => Promise<RowOf<R> | undefined> {
    return () => this.one(query, parameters);
  }

  async lock<P extends Columns, R extends Columns>(
    query: LockingSelect<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined> {
    return this.statements.get(query, parameters) as RowOf<R> | undefined;
  }

  async lockAll<P extends Columns, R extends Columns>(
    query: LockingSelectAll<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R>[]> {
    return this.statements.all(query, parameters) as RowOf<R>[];
  }

  async insert<C extends Columns>(statement: Insert<C>, row: RowOf<C>): Promise<boolean> {
    return this.#run({ statement, row });
  }

  async update<C extends Columns>(statement: Update<C>, row: RowOf<C>): Promise<boolean> {
    return this.#run({ statement, row });
  }

  async remove<C extends Columns>(statement: Remove<C>, key: RowOf<C>): Promise<boolean> {
    return this.#run({ statement, row: key });
  }

  enqueue<C extends Columns>(statement: Insert<C> | Update<C>, row: RowOf<C>): void {
    this.#run({ statement, row });
  }

  async deleteWhere(statement: DeleteWhere): Promise<void> {
    this.statements.run(statement, {});
    this.writes.push({ statement, row: {} });
  }

  append<C extends Columns>(log: LogTable<C>, record: NoInfer<RowOf<C>>): void {
    this.records.push({ log, record });
  }

  /** Appends the records of a unit that has succeeded. */
  flush(): void {
    for (const { log, record } of this.records) this.statements.run(log, record);
  }

  #run(write: Write): boolean {
    const changed = this.statements.run(write.statement, write.row);
    if (changed) this.writes.push(write);
    return changed;
  }
}

import type { Appended } from '../../appended.ts';
import type { Log } from '../../log.ts';
import type { Insert, Remove, Select, Update } from '../../statement.ts';
import type { Reader, Transaction } from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import type { Calls } from './calls.ts';

/** Reads; the calls of one turn share a round trip. */
export class PostgresReader implements Reader {
  protected readonly calls: Calls;

  constructor(calls: Calls) {
    this.calls = calls;
  }

  async one<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
  ): Promise<RowOf<R> | undefined> {
    const [row] = await this.calls.merged(query, parameters);
    // The query declares the columns of its rows; the database has nothing but them.
    return row as RowOf<R> | undefined;
  }

  async all<P extends Columns, R extends Columns>(query: Select<P, R>, parameters: RowOf<P>): Promise<RowOf<R>[]> {
    return (await this.calls.alone(query, parameters)) as RowOf<R>[];
  }
}

/** A companion in the same transaction holds the row; the unit has to wait for the next group. */
export class RowTaken extends Error {
  override readonly name = 'RowTaken';
}

/** One unit's view of a transaction that it shares with others. */
export class PostgresTransaction extends PostgresReader implements Transaction {
  readonly records: Appended[] = [];
  readonly #holders: Map<string, PostgresTransaction>;
  #written = false;

  /** @param holders which unit of the group holds which row. */
  constructor(calls: Calls, holders: Map<string, PostgresTransaction>) {
    super(calls);
    this.#holders = holders;
  }

  /** Whether undoing this unit takes more than forgetting it. */
  get written(): boolean {
    return this.#written;
  }

  async lock<P extends Columns, R extends Columns>(
    query: Select<P, R>,
    parameters: RowOf<P>,
    key: (row: RowOf<R>) => string,
  ): Promise<RowOf<R> | undefined> {
    const row = await this.one(query, parameters);
    if (row === undefined) return undefined;
    // The database's lock keeps other transactions away; within this one, only we can.
    const id = `${query.name} ${key(row)}`;
    const holder = this.#holders.get(id);
    if (holder !== undefined && holder !== this) throw new RowTaken();
    this.#holders.set(id, this);
    return row;
  }

  async insert<C extends Columns>(statement: Insert<C>, row: RowOf<C>): Promise<boolean> {
    return this.#changed(await this.calls.merged(statement, row));
  }

  async update<C extends Columns>(statement: Update<C>, row: RowOf<C>): Promise<boolean> {
    return this.#changed(await this.calls.merged(statement, row));
  }

  async remove<C extends Columns>(statement: Remove<C>, key: RowOf<C>): Promise<boolean> {
    return this.#changed(await this.calls.merged(statement, key));
  }

  append<C extends Columns>(log: Log<C>, record: NoInfer<RowOf<C>>): void {
    this.records.push({ log, record });
  }

  #changed(rows: readonly unknown[]): boolean {
    this.#written ||= rows.length > 0;
    return rows.length > 0;
  }
}

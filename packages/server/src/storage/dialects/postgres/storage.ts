import { Listeners } from '../../appended.ts';
import type { Log } from '../../log.ts';
import {
  type Reader,
  type Storage,
  StorageUnavailable,
  type Transaction,
  type Write,
} from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import { settle, submit, type Unit } from '../../unit.ts';
import { Calls } from './calls.ts';
import { Connection } from './connection.ts';
import { type GroupResult, runGroup } from './group.ts';
import { PostgresReader } from './transaction.ts';

/** Units that share a transaction at most. */
const largestGroup = 128;
/** Connections for reads and for writes: while one waits for its answer, the other is filled. */
const lanes = 2;
/** How often a unit that runs alone is tried again after a deadlock with another process. */
const attempts = 5;

/**
 * Work that arrives in one turn of the event loop shares round trips, and writes share a transaction, so that
 * the cost of a request approaches that of its rows. When a group fails, its units run again one by one.
 *
 * Position order is commit order: a group takes the row of the log's head last and holds it until it has
 * committed, so the next group gets later positions and can only commit after it.
 */
export class PostgresStorage implements Storage {
  readonly soleOwner = false;
  readonly #readers: readonly Connection[];
  readonly #idleWriters: Connection[];
  readonly #connections: readonly Connection[];
  readonly #reader: PostgresReader;
  readonly #listeners = new Listeners();
  #turn = 0;
  #queue: Unit[] = [];
  #scheduled = false;
  #working = 0;
  #whenIdle: (() => void) | undefined;

  constructor(url: string) {
    const connections = () => Array.from({ length: lanes }, () => new Connection(url));
    this.#readers = connections();
    this.#idleWriters = connections();
    this.#connections = [...this.#readers, ...this.#idleWriters];
    this.#reader = new PostgresReader(new Calls(() => this.#nextReader().session()));
  }

  read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    return this.#track(work(this.#reader));
  }

  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#track(
      submit(work, this.#queue.length, (unit) => {
        this.#queue.push(unit);
        this.#schedule();
      }),
    );
  }

  onAppend<C extends Columns>(log: Log<C>, listener: (records: readonly RowOf<C>[]) => void): void {
    this.#listeners.add(log, listener);
  }

  onWrite(listener: (writes: readonly Write[]) => void): void {
    this.#listeners.addForWrites(listener);
  }

  async close(): Promise<void> {
    if (this.#working > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  #nextReader(): Connection {
    this.#turn = (this.#turn + 1) % this.#readers.length;
    const connection = this.#readers[this.#turn];
    if (connection === undefined) throw new RangeError('There is no such lane.');
    return connection;
  }

  async #track<Result>(work: Promise<Result>): Promise<Result> {
    this.#working++;
    try {
      return await work;
    } finally {
      this.#working--;
      if (this.#working === 0) this.#whenIdle?.();
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0 || this.#idleWriters.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const writer = this.#idleWriters.pop();
      if (writer === undefined) return;
      const group = this.#queue.splice(0, largestGroup);
      this.#runTogether(writer, group).finally(() => {
        this.#idleWriters.push(writer);
        this.#schedule();
      });
      this.#schedule();
    });
  }

  async #runTogether(writer: Connection, units: readonly Unit[]): Promise<void> {
    const result = await this.#attempt(writer, units);
    if (result === undefined) return;
    if (!result.committed && (units.length > 1 || result.again)) {
      for (const unit of units) await this.#runAlone(writer, unit);
      return;
    }
    this.#answer(units, result);
  }

  async #runAlone(writer: Connection, unit: Unit): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#attempt(writer, [unit]);
      if (result === undefined) return;
      if (result.committed || !result.again || attempt === attempts) return this.#answer([unit], result);
    }
  }

  /** Undefined when the database failed; the units have been answered so. */
  async #attempt(writer: Connection, units: readonly Unit[]): Promise<GroupResult | undefined> {
    try {
      const result = await runGroup(await writer.session(), units);
      if (result.committed) this.#listeners.committed(result.traces);
      return result;
    } catch (cause) {
      const unavailable = new StorageUnavailable('The database cannot be written.', { cause });
      for (const unit of units) unit.reject(unavailable);
      return undefined;
    }
  }

  #answer(units: readonly Unit[], { committed, outcomes }: GroupResult): void {
    const later: Unit[] = [];
    for (const [index, unit] of units.entries()) {
      const outcome = outcomes[index];
      if (outcome === 'later') later.push(unit);
      else if (outcome?.ok && !committed)
        unit.reject(new StorageUnavailable('The transaction has been undone.'));
      else if (outcome !== undefined) settle(unit, outcome);
    }
    this.#queue.unshift(...later);
  }
}

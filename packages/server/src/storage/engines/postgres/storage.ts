import { CommitListeners } from '../../commit-effects.ts';
import { type StorageAccess, StorageHealth } from '../../health.ts';
import type { LogTable } from '../../log-table.ts';
import type { OpenOptions } from '../../open-options.ts';
import { noSignals, type Signals } from '../../signals.ts';
import type { Reader, Storage, Transaction, TransactionRunner, Write } from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import type { EngineRecord } from '../capabilities.ts';
import { Connection } from './connection.ts';
import { PostgresSignals } from './signals.ts';
import { StatementBatcher } from './statement-batcher.ts';
import { PostgresReader } from './transaction.ts';
import { Writers } from './writers.ts';

/** Connections each for reads, writes and background writes: while one waits for the database, the other is filled. */
const poolSize = 2;
/** The maximum number of equal statements that are sent as one. */
const maxBatchSize = 128;

/**
 * Reads and writes that arrive in one tick of the event loop share round trips, and writes share a transaction, so that
 * the cost of a request approaches that of its rows. Background writes do not share transactions with requests, which
 * would wait for them.
 *
 * Position order is commit order: a group locks the position row last and until it has committed, so the next group gets
 * later positions and can only commit after it.
 */
export class PostgresStorage implements Storage {
  readonly exclusive: boolean;
  readonly signals: Signals;
  readonly #ownSignals: PostgresSignals | undefined;
  readonly background: TransactionRunner;
  readonly #readers: readonly Connection[];
  readonly #reader: PostgresReader;
  readonly #writers: Writers;
  readonly #backgroundWriters: Writers | undefined;
  readonly #listeners = new CommitListeners();
  readonly #health: StorageHealth;
  #nextIndex = 0;
  #working = 0;
  #whenIdle: (() => void) | undefined;

  constructor(url: string, engine: EngineRecord, { observer, directUrl }: OpenOptions) {
    const { exclusive, signals, backgroundConnections, statementBatching, sessionTimeouts } =
      engine.capabilities;
    this.exclusive = exclusive.supported;
    const signalsUrl = directUrl ?? (signals.supported ? url : undefined);
    this.#ownSignals = signalsUrl === undefined ? undefined : new PostgresSignals(signalsUrl);
    this.signals = this.#ownSignals ?? noSignals;
    this.#health = new StorageHealth(this, observer);
    const batchSize = statementBatching.supported ? maxBatchSize : 1;
    const connections = () => Array.from({ length: poolSize }, () => new Connection(url, engine));
    const writers = () =>
      new Writers({
        connections: connections(),
        blockedConnections: connections(),
        listeners: this.#listeners,
        maxBatchSize: batchSize,
        limitsLocks: sessionTimeouts.supported,
      });
    this.#readers = connections();
    this.#reader = new PostgresReader(new StatementBatcher(() => this.#nextReader().session(), batchSize));
    this.#writers = writers();
    const background = backgroundConnections.supported ? writers() : undefined;
    this.#backgroundWriters = background;
    this.background = background
      ? {
          read: (work) => this.read(work),
          write: (work) => this.#track('write', background.write(work)),
        }
      : this;
  }

  read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    return this.#track('read', work(this.#reader));
  }

  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#track('write', this.#writers.write(work));
  }

  onAppend<C extends Columns>(log: LogTable<C>, listener: (records: readonly RowOf<C>[]) => void): void {
    this.#listeners.add(log, listener);
  }

  onWrite(listener: (writes: readonly Write[]) => void): void {
    this.#listeners.addForWrites(listener);
  }

  isUsable(): Promise<boolean> {
    return this.#health.isUsable();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    if (this.#working > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    await Promise.all([
      this.#ownSignals?.close(),
      this.#writers.close(),
      this.#backgroundWriters?.close(),
      ...this.#readers.map((connection) => connection.close()),
    ]);
  }

  #nextReader(): Connection {
    this.#nextIndex = (this.#nextIndex + 1) % this.#readers.length;
    const connection = this.#readers[this.#nextIndex];
    if (connection === undefined) throw new RangeError('There is no such connection.');
    return connection;
  }

  async #track<Result>(access: StorageAccess, work: Promise<Result>): Promise<Result> {
    this.#working++;
    try {
      return await this.#health.watch(access, work);
    } finally {
      this.#working--;
      if (this.#working === 0) this.#whenIdle?.();
    }
  }
}

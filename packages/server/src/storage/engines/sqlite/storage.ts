import type { DatabaseSync } from 'node:sqlite';
import { TickBatcher } from '../../../platform/tick-batcher.ts';
import { type CommitEffects, CommitListeners } from '../../commit-effects.ts';
import { StorageHealth, type StorageObserver } from '../../health.ts';
import type { LogTable } from '../../log-table.ts';
import { noSignals } from '../../signals.ts';
import {
  type Reader,
  type Storage,
  StorageUnavailable,
  type Transaction,
  type TransactionRunner,
  type Write,
} from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import { enqueueUnit, settleUnit, type UnitOfWork, type UnitOutcome } from '../../unit-of-work.ts';
import type { EngineRecord } from '../capabilities.ts';
import type { Checkpoints } from './checkpoints.ts';
import { isBusy, translateError } from './errors.ts';
import { SqliteStatements } from './statements.ts';
import { SqliteReader, SqliteTransaction } from './transaction.ts';

/** A larger group would delay the first of its units. */
const maxGroupSize = 256;
/** The checkpoint thread blocks writers while it restarts the write-ahead log; 20 seconds mean that it hangs. */
const beginRetry = { delayMs: 1, maxAttempts: 20_000 };

/**
 * One connection, used by one thread. Units that arrive in one tick of the event loop run one after the other in one
 * transaction and share its sync to disk; their promises resolve after it. A unit that fails before its first write is
 * left out. If one fails later, the group is rolled back and each unit runs again in its own transaction.
 */
export class SqliteStorage implements Storage {
  readonly exclusive: boolean;
  readonly signals = noSignals;
  /** Without connections of its own, background work joins the groups of the requests. */
  readonly background: TransactionRunner = this;
  readonly #database: DatabaseSync;
  readonly #statements: SqliteStatements;
  readonly #reader: SqliteReader;
  readonly #checkpoints: Checkpoints | undefined;
  readonly #release: () => void;
  readonly #listeners = new CommitListeners();
  readonly #reads = new TickBatcher();
  readonly #health: StorageHealth;
  #queue: UnitOfWork[] = [];
  #running: Promise<void> | undefined;
  /** Resolves at the end of the open transaction. */
  #open: Promise<void> | undefined;

  /** @param release unlocks the file; called after the connection is closed. */
  constructor(
    database: DatabaseSync,
    engine: EngineRecord,
    checkpoints: Checkpoints | undefined,
    release: () => void,
    observer: StorageObserver | undefined,
  ) {
    this.exclusive = engine.capabilities.exclusive.supported;
    this.#database = database;
    this.#statements = new SqliteStatements(database);
    this.#reader = new SqliteReader(this.#statements);
    this.#checkpoints = checkpoints;
    this.#release = release;
    this.#health = new StorageHealth(this, observer);
  }

  /** The reads of one tick run together, which saves a fifth of the cost of a fetch. */
  read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    return this.#health.watch('read', this.#read(work));
  }

  async #read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    await new Promise<void>((resolve) => this.#reads.add(resolve));
    // A read between a group's first write and its commit would see changes that may be rolled back.
    while (this.#open !== undefined) await this.#open;
    return work(this.#reader);
  }

  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const written = enqueueUnit(work, this.#queue.length, (unit) => {
      this.#queue.push(unit);
      if (this.#queue.length === 1 && this.#running === undefined) this.#schedule();
    });
    return this.#health.watch('write', written);
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
    while (this.#queue.length > 0 || this.#running !== undefined) {
      await (this.#running ?? new Promise((resolve) => setImmediate(resolve)));
    }
    await this.#checkpoints?.stop();
    this.#database.close();
    this.#release();
  }

  /** Starts a group when all sockets that are ready have been read, so that the writes of this tick have arrived. */
  #schedule(): void {
    setImmediate(() => {
      const group = this.#queue.splice(0, maxGroupSize);
      this.#running = this.#runGroup(group)
        .catch((error: unknown) => {
          for (const unit of group) unit.reject(error);
        })
        .then(() => {
          this.#running = undefined;
          if (this.#queue.length > 0) this.#schedule();
        });
    });
  }

  async #runGroup(group: readonly UnitOfWork[]): Promise<void> {
    await this.#begin();
    const ended = Promise.withResolvers<void>();
    this.#open = ended.promise;
    try {
      if ((await this.#runTogether(group)) === 'rolled back') {
        for (const unit of group) {
          await this.#begin();
          await this.#runTogether([unit]);
        }
      }
    } finally {
      this.#open = undefined;
      ended.resolve();
    }
    this.#checkpoints?.scheduleCheckpoint();
  }

  /** Runs units in the open transaction and settles them. `rolled back` means that each must run alone instead. */
  async #runTogether(units: readonly UnitOfWork[]): Promise<'settled' | 'rolled back'> {
    const outcomes: UnitOutcome[] = [];
    const effects: CommitEffects[] = [];
    try {
      for (const unit of units) {
        const { outcome, transaction, mustRollBack } = await this.#runUnit(unit);
        // SQLite rolls back on its own when the disk is full; later statements would be committed one by one.
        if (!this.#database.isTransaction)
          throw new StorageUnavailable('The transaction has been rolled back.', {
            cause: outcome.ok ? undefined : outcome.error,
          });
        if (mustRollBack) {
          this.#database.exec('ROLLBACK');
          if (units.length > 1) return 'rolled back';
          settleUnit(unit, outcome);
          return 'settled';
        }
        outcomes.push(outcome);
        if (outcome.ok) effects.push(transaction);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const unavailable = this.#toUnavailable(error);
      for (const unit of units) unit.reject(unavailable);
      return 'settled';
    }
    this.#listeners.committed(effects);
    for (const [i, outcome] of outcomes.entries()) {
      const unit = units[i];
      if (unit !== undefined) settleUnit(unit, outcome);
    }
    return 'settled';
  }

  /** Waits without blocking the thread, so that reads continue. */
  async #begin(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#database.exec('BEGIN IMMEDIATE');
      } catch (error) {
        if (!isBusy(error) || attempt === beginRetry.maxAttempts) throw this.#toUnavailable(error);
        await new Promise((resolve) => setTimeout(resolve, beginRetry.delayMs));
      }
    }
  }

  async #runUnit(
    unit: UnitOfWork,
  ): Promise<{ outcome: UnitOutcome; transaction: SqliteTransaction; mustRollBack: boolean }> {
    const transaction = new SqliteTransaction(this.#statements);
    let flushing = false;
    try {
      const result = await unit.work(transaction);
      flushing = true;
      transaction.flush();
      return { outcome: { ok: true, result }, transaction, mustRollBack: false };
    } catch (error) {
      const mustRollBack = flushing || transaction.writes.length > 0;
      return { outcome: { ok: false, error }, transaction, mustRollBack };
    }
  }

  /** For an error outside of a unit, which no unit can have caused. */
  #toUnavailable(error: unknown): StorageUnavailable {
    const translated = translateError(error, this.#database);
    return translated instanceof StorageUnavailable
      ? translated
      : new StorageUnavailable('The database cannot be written.', { cause: error });
  }
}

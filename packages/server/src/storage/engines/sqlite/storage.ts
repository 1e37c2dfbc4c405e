import type { DatabaseSync } from 'node:sqlite';
import { TickBatcher } from '../../../platform/tick-batcher.ts';
import { type CommitEffects, CommitListeners } from '../../commit-effects.ts';
import type { Log } from '../../log.ts';
import {
  type Reader,
  type Storage,
  StorageUnavailable,
  type Transaction,
  type TransactionRunner,
  type Write,
} from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import { type Outcome, settle, submit, type UnitOfWork } from '../../unit-of-work.ts';
import { supports } from '../capabilities.ts';
import { isBusy } from './busy.ts';
import type { Checkpoints } from './checkpoints.ts';
import { SqliteStatements } from './statements.ts';
import { SqliteReader, SqliteTransaction } from './transaction.ts';

/** Units that share a commit at most: more would keep the first of them waiting. */
const maxGroupSize = 256;
/** Milliseconds between attempts to begin while the checkpoint thread starts the log anew, and their number. */
const beginRetry = { delayMs: 1, attempts: 20_000 };

/**
 * One connection, used by one thread. Units that arrive in one turn of the event loop run one after the other
 * in one transaction, share one sync to disk, and are answered after it. A unit that fails before it wrote is
 * simply left out; when one fails later, the group is undone and each unit runs again in a transaction of its
 * own, so that nothing of the failed one stays and the others lose nothing but time.
 */
export class SqliteStorage implements Storage {
  readonly exclusive = supports('sqlite', 'exclusive');
  /** There is one writer, and a commit more would cost requests more than a unit more in theirs. */
  readonly background: TransactionRunner = this;
  readonly #database: DatabaseSync;
  readonly #statements: SqliteStatements;
  readonly #reader: SqliteReader;
  readonly #checkpoints: Checkpoints | undefined;
  readonly #release: () => void;
  readonly #listeners = new CommitListeners();
  readonly #reads = new TickBatcher();
  #queue: UnitOfWork[] = [];
  #running: Promise<void> | undefined;
  /** Ends with the transaction that is open. */
  #open: Promise<void> | undefined;

  /** @param release lets go of the file, after the connection is closed. */
  constructor(database: DatabaseSync, checkpoints: Checkpoints | undefined, release: () => void) {
    this.#database = database;
    this.#statements = new SqliteStatements(database);
    this.#reader = new SqliteReader(this.#statements);
    this.#checkpoints = checkpoints;
    this.#release = release;
  }

  /**
   * Reads of one turn run one after the other as well, which is worth a fifth of a fetch.
   */
  async read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    await new Promise<void>((resolve) => this.#reads.atEnd(resolve));
    // A read between a group's first write and its commit would see what may never be.
    while (this.#open !== undefined) await this.#open;
    return work(this.#reader);
  }

  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return submit(work, this.#queue.length, (unit) => {
      this.#queue.push(unit);
      if (this.#queue.length === 1 && this.#running === undefined) this.#schedule();
    });
  }

  onAppend<C extends Columns>(log: Log<C>, listener: (records: readonly RowOf<C>[]) => void): void {
    this.#listeners.add(log, listener);
  }

  onWrite(listener: (writes: readonly Write[]) => void): void {
    this.#listeners.addForWrites(listener);
  }

  async close(): Promise<void> {
    while (this.#queue.length > 0 || this.#running !== undefined) {
      await (this.#running ?? new Promise((resolve) => setImmediate(resolve)));
    }
    await this.#checkpoints?.stop();
    this.#database.close();
    this.#release();
  }

  /** Once the sockets that are ready have been read, and with them the writes of this turn have arrived. */
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
      if ((await this.#runTogether(group)) === 'undone') {
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

  /** Runs units in the open transaction and answers them; `undone` when they must be run one by one instead. */
  async #runTogether(units: readonly UnitOfWork[]): Promise<'done' | 'undone'> {
    const outcomes: Outcome[] = [];
    const effects: CommitEffects[] = [];
    try {
      for (const unit of units) {
        const { outcome, transaction, hasWrites } = await this.#runUnit(unit);
        // A full disk makes SQLite undo all by itself; what came next would be committed piece by piece.
        if (!this.#database.isTransaction) throw new StorageUnavailable('The transaction has been undone.');
        if (hasWrites) {
          this.#database.exec('ROLLBACK');
          if (units.length > 1) return 'undone';
          settle(unit, outcome);
          return 'done';
        }
        outcomes.push(outcome);
        if (outcome.ok) effects.push(transaction);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const unavailable = new StorageUnavailable('The database cannot be written.', { cause: error });
      for (const unit of units) unit.reject(unavailable);
      return 'done';
    }
    this.#listeners.committed(effects);
    for (const [i, outcome] of outcomes.entries()) {
      const unit = units[i];
      if (unit !== undefined) settle(unit, outcome);
    }
    return 'done';
  }

  /** Waits without blocking the thread, so that reads go on. */
  async #begin(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#database.exec('BEGIN IMMEDIATE');
      } catch (error) {
        if (!isBusy(error) || attempt === beginRetry.attempts) {
          throw new StorageUnavailable('The database cannot be written.', { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, beginRetry.delayMs));
      }
    }
  }

  async #runUnit(
    unit: UnitOfWork,
  ): Promise<{ outcome: Outcome; transaction: SqliteTransaction; hasWrites: boolean }> {
    const transaction = new SqliteTransaction(this.#statements);
    let flushing = false;
    try {
      const result = await unit.work(transaction);
      flushing = true;
      transaction.flush();
      return { outcome: { ok: true, result }, transaction, hasWrites: false };
    } catch (error) {
      const hasWrites = flushing || transaction.writes.length > 0;
      return { outcome: { ok: false, error }, transaction, hasWrites };
    }
  }
}

import type { DatabaseSync } from 'node:sqlite';
import { TickBatcher } from '../../../platform/tick-batcher.ts';
import { CommitListeners } from '../../commit-effects.ts';
import { StorageHealth, type StorageObserver } from '../../health.ts';
import type { LogTable } from '../../log-table.ts';
import { noSignals } from '../../signals.ts';
import type { Reader, Storage, Transaction, TransactionRunner, Write } from '../../storage.ts';
import type { Columns, RowOf } from '../../table.ts';
import { enqueueUnit } from '../../unit-of-work.ts';
import type { EngineRecord } from '../capabilities.ts';
import { DurableCommits, type DurableFile } from './durable-commits.ts';
import { SqliteStatements } from './statements.ts';
import { SqliteReader } from './transaction.ts';
import { TransactionGroups } from './transaction-groups.ts';

/**
 * One connection that writes, used by one thread. Reads use it too, except while the disk writes a commit: then they use
 * a second one, which does not see it yet.
 */
export class SqliteStorage implements Storage {
  readonly exclusive: boolean;
  readonly signals = noSignals;
  /** Without connections of its own, background work joins the groups of the requests. */
  readonly background: TransactionRunner = this;
  readonly #reader: SqliteReader;
  readonly #commits: DurableCommits;
  readonly #groups: TransactionGroups;
  readonly #release: () => void;
  readonly #listeners = new CommitListeners();
  readonly #reads = new TickBatcher();
  readonly #health: StorageHealth;

  /**
   * @param file undefined for a database in memory.
   * @param release unlocks the file; called after the connections are closed.
   */
  constructor(
    database: DatabaseSync,
    engine: EngineRecord,
    file: DurableFile | undefined,
    release: () => void,
    observer: StorageObserver | undefined,
  ) {
    this.exclusive = engine.capabilities.exclusive.supported;
    const statements = new SqliteStatements(database);
    this.#reader = new SqliteReader(statements);
    this.#commits = new DurableCommits(database, file);
    this.#groups = new TransactionGroups(database, statements, this.#commits, (effects) =>
      this.#listeners.committed(effects),
    );
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
    while (this.#commits.reader === undefined && this.#groups.open !== undefined) await this.#groups.open;
    this.#commits.assertIntact();
    return work(this.#commits.reader ?? this.#reader);
  }

  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const written = enqueueUnit(work, this.#groups.queueLength, (unit) => this.#groups.enqueue(unit));
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
    await this.#groups.idle();
    await this.#commits.close();
    this.#release();
  }
}

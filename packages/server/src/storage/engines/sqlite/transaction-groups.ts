import type { DatabaseSync } from 'node:sqlite';
import type { CommitEffects } from '../../commit-effects.ts';
import { StorageUnavailable } from '../../storage.ts';
import { settleUnit, type UnitOfWork, type UnitOutcome } from '../../unit-of-work.ts';
import type { DurableCommits } from './durable-commits.ts';
import { isBusy, translateError } from './errors.ts';
import type { SqliteStatements } from './statements.ts';
import { SqliteTransaction } from './transaction.ts';

/** A larger group would delay the first of its units. */
const maxGroupSize = 256;
/** The checkpoint thread blocks writers while it restarts the write-ahead log; 20 seconds mean that it hangs. */
const beginRetry = { delayMs: 1, maxAttempts: 20_000 };

/** A unit that has run in a transaction: its result when that is on disk. */
interface RunUnit {
  readonly unit: UnitOfWork;
  readonly outcome: UnitOutcome;
  /** Whether it has failed after its first write. */
  readonly mustRollBack: boolean;
  readonly effects: CommitEffects;
}

/**
 * Runs units of work in groups that share a transaction and its sync. While the disk writes one group, the next one runs
 * the units that arrive; it commits when the disk has the one before. A unit that fails before its first write is left
 * out. If one fails later, the group is rolled back and each of its units runs again in its own transaction.
 */
export class TransactionGroups {
  readonly #database: DatabaseSync;
  readonly #statements: SqliteStatements;
  readonly #commits: DurableCommits;
  readonly #onCommit: (effects: readonly CommitEffects[]) => void;
  readonly #queue: UnitOfWork[] = [];
  /** Resolves when no unit is left. */
  #running: Promise<void> | undefined;
  /** Resolves at the end of the open transaction. */
  #open: PromiseWithResolvers<void> | undefined;
  #onArrival: (() => void) | undefined;
  #settling: Promise<void> | undefined;

  /** @param onCommit is called with the effects of each group when it is on disk, before the promises of its units resolve. */
  constructor(
    database: DatabaseSync,
    statements: SqliteStatements,
    commits: DurableCommits,
    onCommit: (effects: readonly CommitEffects[]) => void,
  ) {
    this.#database = database;
    this.#statements = statements;
    this.#commits = commits;
    this.#onCommit = onCommit;
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** Resolves at the end of the open transaction; undefined when there is none. */
  get open(): Promise<void> | undefined {
    return this.#open?.promise;
  }

  enqueue(unit: UnitOfWork): void {
    this.#queue.push(unit);
    this.#running ??= this.#runGroups();
    if (this.#onArrival === undefined) return;
    setImmediate(this.#onArrival);
    this.#onArrival = undefined;
  }

  /** Waits for all units, those that arrive meanwhile included. */
  async idle(): Promise<void> {
    do {
      await this.#running;
      await this.#settling;
    } while (this.#running !== undefined);
  }

  async #runGroups(): Promise<void> {
    while (this.#queue.length > 0) {
      // When all sockets that are ready have been read, the writes of this tick have arrived.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#commits.logIsOpen();
      const group = await this.#runGroup();
      this.#settling = this.#settle(group);
    }
    this.#running = undefined;
  }

  /** Returns when the group is committed, or has failed. */
  async #runGroup(): Promise<readonly RunUnit[]> {
    const units: UnitOfWork[] = [];
    try {
      await this.#begin();
      this.#open = Promise.withResolvers();
      const group = await this.#runArrivals(units);
      await this.#commits.onDisk();
      if (group.some(hasChanges)) this.#commits.hideCommits();
      if (!group.some(({ mustRollBack }) => mustRollBack)) this.#database.exec('COMMIT');
      else {
        this.#database.exec('ROLLBACK');
        if (units.length > 1) return await this.#runAgain(units);
      }
      return group;
    } catch (error) {
      if (units.length === 0) units.push(...this.#queue.splice(0, maxGroupSize));
      return this.#fail(units, error);
    } finally {
      this.#open?.resolve();
      this.#open = undefined;
    }
  }

  /**
   * Runs the units that wait, and those that arrive while the disk writes the last group; no more after one that must be
   * rolled back.
   *
   * @param units gets the units that were taken from the queue.
   */
  async #runArrivals(units: UnitOfWork[]): Promise<RunUnit[]> {
    const group: RunUnit[] = [];
    do {
      const arrived = this.#queue.splice(0, maxGroupSize - units.length);
      units.push(...arrived);
      for (const unit of arrived) {
        const run = await this.#runUnit(unit);
        group.push(run);
        if (run.mustRollBack) return group;
      }
    } while (units.length < maxGroupSize && (await this.#awaitArrivals()));
    return group;
  }

  /** Whether units have arrived before the disk had the last group. */
  async #awaitArrivals(): Promise<boolean> {
    if (this.#commits.isSyncing && this.#queue.length === 0) {
      const arrived = Promise.withResolvers<void>();
      this.#onArrival = arrived.resolve;
      await Promise.race([arrived.promise, this.#commits.onDisk()]);
      this.#onArrival = undefined;
    }
    return this.#commits.isSyncing && this.#queue.length > 0;
  }

  /** Runs each unit of a group that was rolled back in a transaction of its own. */
  async #runAgain(units: readonly UnitOfWork[]): Promise<RunUnit[]> {
    const group: RunUnit[] = [];
    for (const unit of units) {
      try {
        await this.#begin();
        const run = await this.#runUnit(unit);
        this.#database.exec(run.mustRollBack ? 'ROLLBACK' : 'COMMIT');
        group.push(run);
      } catch (error) {
        group.push(...this.#fail([unit], error));
      }
    }
    return group;
  }

  /** Ends the open transaction because of an error that none of its units can have caused. */
  #fail(units: readonly UnitOfWork[], error: unknown): RunUnit[] {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    const translated = translateError(error, this.#database);
    const unavailable =
      translated instanceof StorageUnavailable
        ? translated
        : new StorageUnavailable('The database cannot be written.', { cause: error });
    return units.map((unit) => failedUnit(unit, unavailable));
  }

  /** Notifies the callers of a group when the disk has it. */
  async #settle(group: readonly RunUnit[]): Promise<void> {
    const effects = group.filter(({ outcome }) => outcome.ok).map((each) => each.effects);
    try {
      await this.#commits.sync();
    } catch (error) {
      for (const { unit } of group) unit.reject(error);
      return;
    }
    this.#onCommit(effects);
    for (const { unit, outcome } of group) settleUnit(unit, outcome);
  }

  /** Waits without blocking the thread, so that reads continue. */
  async #begin(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.#commits.assertIntact();
      try {
        return this.#database.exec('BEGIN IMMEDIATE');
      } catch (error) {
        if (!isBusy(error) || attempt === beginRetry.maxAttempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, beginRetry.delayMs));
      }
    }
  }

  async #runUnit(unit: UnitOfWork): Promise<RunUnit> {
    const effects = new SqliteTransaction(this.#statements);
    let flushing = false;
    let outcome: UnitOutcome;
    try {
      const result = await unit.work(effects);
      flushing = true;
      effects.flush();
      outcome = { ok: true, result };
    } catch (error) {
      outcome = { ok: false, error };
    }
    // SQLite rolls back on its own when the disk is full; later statements would be committed one by one.
    if (!this.#database.isTransaction)
      throw new StorageUnavailable('The transaction has been rolled back.', {
        cause: outcome.ok ? undefined : outcome.error,
      });
    return { unit, outcome, effects, mustRollBack: !outcome.ok && (flushing || effects.writes.length > 0) };
  }
}

const hasChanges = ({ effects: { writes, records } }: RunUnit): boolean =>
  writes.length > 0 || records.length > 0;

/** The result of a unit that did not run, or whose transaction could not be committed. */
const failedUnit = (unit: UnitOfWork, error: unknown): RunUnit => ({
  unit,
  outcome: { ok: false, error },
  mustRollBack: false,
  effects: { records: [], writes: [] },
});

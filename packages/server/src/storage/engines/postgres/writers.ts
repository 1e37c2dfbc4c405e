import type { CommitListeners } from '../../commit-effects.ts';
import { StorageUnavailable, type Transaction } from '../../storage.ts';
import { enqueueUnit, settleUnit, type UnitOfWork } from '../../unit-of-work.ts';
import { BlockedUnits } from './blocked-units.ts';
import type { Connection } from './connection.ts';
import { Conflict, LockTimeout } from './errors.ts';
import { type GroupResult, runGroup } from './group.ts';
import { RowBlocked } from './transaction.ts';

const maxGroupSize = 128;
/** For a unit that runs alone and conflicts with another process. */
const maxAttempts = 5;

/**
 * How long a group, and a unit that runs alone after its group has failed, wait for a row of another session. Other
 * processes of ours lock rows for tens of milliseconds; a shorter limit would break up groups under load, and a longer
 * one delays the units that share a group with the first that needs the row.
 */
const lockTimeoutsMs = { group: 500, alone: 50 };

interface WritersOptions {
  readonly connections: readonly Connection[];
  /** For units that wait for a row that another session has locked. */
  readonly blockedConnections: readonly Connection[];
  readonly listeners: CommitListeners;
  readonly maxBatchSize: number;
  /** Whether the server can limit how long a statement waits for a lock. */
  readonly limitsLocks: boolean;
}

/**
 * Connections for writes, and the queue of units for them. Units that arrive in one tick of the event loop share a
 * transaction; if it fails, they run again one by one.
 */
export class Writers {
  readonly #connections: readonly Connection[];
  readonly #idle: Connection[];
  readonly #listeners: CommitListeners;
  readonly #maxBatchSize: number;
  readonly #lockTimeouts: typeof lockTimeoutsMs | undefined;
  readonly #blocked: BlockedUnits;
  #queue: UnitOfWork[] = [];
  #scheduled = false;

  constructor({ connections, blockedConnections, listeners, maxBatchSize, limitsLocks }: WritersOptions) {
    this.#connections = connections;
    this.#idle = [...connections];
    this.#listeners = listeners;
    this.#maxBatchSize = maxBatchSize;
    this.#lockTimeouts = limitsLocks ? lockTimeoutsMs : undefined;
    this.#blocked = new BlockedUnits(
      blockedConnections,
      async (connection, unit, lockTimeoutMs) =>
        (await this.#runAlone(connection, unit, lockTimeoutMs, new Set())).settled,
      (units) => this.#requeue(units),
    );
  }

  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return enqueueUnit(work, this.#queue.length + this.#blocked.size, (unit) => {
      this.#queue.push(unit);
      this.#schedule();
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#blocked.close(), ...this.#connections.map((connection) => connection.close())]);
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0 || this.#idle.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const writer = this.#idle.pop();
      if (writer === undefined) return;
      const group = this.#queue.splice(0, maxGroupSize);
      // It never rejects: the units of the group receive their errors.
      void this.#runTogether(writer, group).finally(() => {
        this.#idle.push(writer);
        this.#schedule();
      });
      this.#schedule();
    });
  }

  async #runTogether(writer: Connection, units: readonly UnitOfWork[]): Promise<void> {
    if (units.length === 0) return;
    const result = await this.#tryGroup(writer, units, this.#lockTimeouts?.group);
    if (result === undefined) return;
    const canRetry = !result.committed && (units.length > 1 || isRetryable(result.failure));
    if (!canRetry) return this.#settle(units, result);
    const blocked = units.filter((_, index) => blockedLock(result.outcomes[index]) !== undefined);
    const others = units.filter((unit) => !blocked.includes(unit));
    // One of the blocked units has waited too long. It is not known which, but the others can run without it.
    if (blocked.length > 0) await this.#runTogether(writer, others);
    for (const unit of blocked.length > 0 ? blocked : others) {
      const ended = await this.#runAlone(writer, unit, this.#lockTimeouts?.alone, this.#blocked.locks);
      if (!ended.settled) this.#blocked.add(unit, ended.lock);
    }
  }

  /** A unit that has waited too long for a lock is not settled. */
  async #runAlone(
    connection: Connection,
    unit: UnitOfWork,
    lockTimeoutMs: number | undefined,
    blocked: ReadonlySet<string>,
  ): Promise<{ readonly settled: true } | { readonly settled: false; readonly lock: string | undefined }> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#tryGroup(connection, [unit], lockTimeoutMs, blocked);
      if (result === undefined) return { settled: true };
      const lock = blockedLock(result.outcomes[0]);
      if (lock !== undefined || (!result.committed && result.failure instanceof LockTimeout))
        return { settled: false, lock };
      if (result.committed || !(result.failure instanceof Conflict) || attempt === maxAttempts) {
        this.#settle([unit], result);
        return { settled: true };
      }
    }
  }

  /** Returns undefined when the database failed; the units are rejected already. */
  async #tryGroup(
    connection: Connection,
    units: readonly UnitOfWork[],
    lockTimeoutMs: number | undefined,
    blocked = this.#blocked.locks,
  ): Promise<GroupResult | undefined> {
    try {
      const options = { maxBatchSize: this.#maxBatchSize, lockTimeoutMs, blocked };
      const result = await runGroup(await connection.session(), units, options);
      if (result.committed) this.#listeners.committed(result.effects);
      return result;
    } catch (cause) {
      const unavailable = new StorageUnavailable('The database cannot be written.', { cause });
      for (const unit of units) unit.reject(unavailable);
      return undefined;
    }
  }

  #settle(units: readonly UnitOfWork[], { committed, outcomes }: GroupResult): void {
    const deferred: UnitOfWork[] = [];
    for (const [index, unit] of units.entries()) {
      const outcome = outcomes[index];
      const lock = blockedLock(outcome);
      if (outcome === 'deferred') deferred.push(unit);
      else if (lock !== undefined) this.#blocked.add(unit, lock);
      else if (outcome?.ok && !committed)
        unit.reject(new StorageUnavailable('The transaction has been rolled back.'));
      else if (outcome !== undefined) settleUnit(unit, outcome);
    }
    this.#requeue(deferred);
  }

  #requeue(units: readonly UnitOfWork[]): void {
    this.#queue.unshift(...units);
    this.#schedule();
  }
}

const isRetryable = (failure: unknown): boolean =>
  failure instanceof Conflict || failure instanceof LockTimeout;

/** The lock that a unit needs and another session has. */
const blockedLock = (outcome: GroupResult['outcomes'][number] | undefined): string | undefined =>
  typeof outcome === 'object' && !outcome.ok && outcome.error instanceof RowBlocked
    ? outcome.error.lock
    : undefined;

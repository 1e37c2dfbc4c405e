import type { CommitListeners } from '../../commit-effects.ts';
import { StorageUnavailable, type Transaction } from '../../storage.ts';
import { enqueueUnit, settleUnit, type UnitOfWork } from '../../unit-of-work.ts';
import type { Connection } from './connection.ts';
import { type GroupResult, runGroup } from './group.ts';

const maxGroupSize = 128;
/** For a unit that runs alone and conflicts with another process. */
const maxAttempts = 5;

/**
 * Connections for writes, and the queue of units for them. Units that arrive in one tick of the event loop share a
 * transaction; if it fails, they run again one by one.
 */
export class Writers {
  readonly #connections: readonly Connection[];
  readonly #idle: Connection[];
  readonly #listeners: CommitListeners;
  readonly #maxBatchSize: number;
  #queue: UnitOfWork[] = [];
  #scheduled = false;

  constructor(connections: readonly Connection[], listeners: CommitListeners, maxBatchSize: number) {
    this.#connections = connections;
    this.#idle = [...connections];
    this.#listeners = listeners;
    this.#maxBatchSize = maxBatchSize;
  }

  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return enqueueUnit(work, this.#queue.length, (unit) => {
      this.#queue.push(unit);
      this.#schedule();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
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
    const result = await this.#tryGroup(writer, units);
    if (result === undefined) return;
    if (!result.committed && (units.length > 1 || result.retryable)) {
      for (const unit of units) await this.#runAlone(writer, unit);
      return;
    }
    this.#settle(units, result);
  }

  async #runAlone(writer: Connection, unit: UnitOfWork): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#tryGroup(writer, [unit]);
      if (result === undefined) return;
      if (result.committed || !result.retryable || attempt === maxAttempts)
        return this.#settle([unit], result);
    }
  }

  /** Returns undefined when the database failed; the units are rejected already. */
  async #tryGroup(writer: Connection, units: readonly UnitOfWork[]): Promise<GroupResult | undefined> {
    try {
      const result = await runGroup(await writer.session(), units, this.#maxBatchSize);
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
      if (outcome === 'deferred') deferred.push(unit);
      else if (outcome?.ok && !committed)
        unit.reject(new StorageUnavailable('The transaction has been rolled back.'));
      else if (outcome !== undefined) settleUnit(unit, outcome);
    }
    this.#queue.unshift(...deferred);
  }
}

import type { UnitOfWork } from '../../unit-of-work.ts';
import type { Connection } from './connection.ts';
import { LockTimeout } from './errors.ts';

/** How long a unit waits for a row that another session has locked. */
const maxWaitMs = 10_000;
/** Locks that are remembered: each costs a group once that is not remembered. */
const maxRemembered = 1000;

interface BlockedUnit {
  readonly unit: UnitOfWork;
  readonly deadline: number;
  readonly timer: NodeJS.Timeout;
}

/** Runs a unit alone, with a limit for each lock. Returns whether it has been settled: not if a lock took longer. */
type RunUnit = (connection: Connection, unit: UnitOfWork, lockTimeoutMs: number) => Promise<boolean>;

/**
 * Units that need a row which another session has locked for longer than a group waits. The first unit for each lock waits
 * on a connection of its own; when it has the row, the others return to the groups. So a row costs one connection, however
 * many requests want it, and the rows of all other requests cost nothing.
 */
export class BlockedUnits {
  readonly #idle: Connection[];
  readonly #connections: readonly Connection[];
  readonly #run: RunUnit;
  readonly #requeue: (units: readonly UnitOfWork[]) => void;
  /** The units by lock, and the locks without a connection in the order of their turns. */
  readonly #waiting = new Map<string, BlockedUnit[]>();
  readonly #turns: string[] = [];
  /** A lock stays here after its units have given up, so that the next one does not delay a group again. */
  readonly #locks = new Set<string>();
  #anonymous = 0;

  constructor(
    connections: readonly Connection[],
    run: RunUnit,
    requeue: (units: readonly UnitOfWork[]) => void,
  ) {
    this.#connections = connections;
    this.#idle = [...connections];
    this.#run = run;
    this.#requeue = requeue;
  }

  get size(): number {
    return this.#waiting.values().reduce((sum, units) => sum + units.length, 0);
  }

  get locks(): ReadonlySet<string> {
    return this.#locks;
  }

  /** @param lock what the unit waits for, if that is known. */
  add(unit: UnitOfWork, lock: string | undefined): void {
    const name = lock ?? `unknown ${this.#anonymous++}`;
    if (lock !== undefined) this.#remember(lock);
    const units = this.#waiting.get(name) ?? [];
    if (!this.#waiting.has(name)) {
      this.#waiting.set(name, units);
      this.#turns.push(name);
    }
    const blocked: BlockedUnit = {
      unit,
      deadline: performance.now() + maxWaitMs,
      timer: setTimeout(() => {
        units.splice(units.indexOf(blocked), 1);
        unit.reject(new LockTimeout());
      }, maxWaitMs),
    };
    units.push(blocked);
    this.#schedule();
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  #schedule(): void {
    const connection = this.#turns.length > 0 ? this.#idle.pop() : undefined;
    const lock = connection && this.#turns.shift();
    if (connection === undefined || lock === undefined) return;
    void this.#runFirst(connection, lock).finally(() => {
      this.#idle.push(connection);
      this.#schedule();
    });
    this.#schedule();
  }

  /** Waits for a lock with the first of its units. It never rejects: `run` settles the unit. */
  async #runFirst(connection: Connection, lock: string): Promise<void> {
    const units = this.#waiting.get(lock) ?? [];
    const first = units.shift();
    if (first !== undefined) {
      clearTimeout(first.timer);
      const remainingMs = Math.max(1, Math.round(first.deadline - performance.now()));
      const settled = await this.#run(connection, first.unit, remainingMs);
      if (settled) this.#unblock(lock, units.splice(0));
      else first.unit.reject(new LockTimeout());
    }
    if (units.length > 0) this.#turns.push(lock);
    else this.#waiting.delete(lock);
  }

  #unblock(lock: string, units: readonly BlockedUnit[]): void {
    this.#locks.delete(lock);
    for (const { timer } of units) clearTimeout(timer);
    this.#requeue(units.map(({ unit }) => unit));
  }

  #remember(lock: string): void {
    const [oldest] = this.#locks;
    if (oldest !== undefined && this.#locks.size >= maxRemembered) this.#locks.delete(oldest);
    this.#locks.add(lock);
  }
}

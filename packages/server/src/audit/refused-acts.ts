import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Storage } from '../storage/storage.ts';
import { type Act, appendAct } from './audit-log.ts';
import { countPeriodAt } from './count-period.ts';

interface RefusedActsOptions {
  readonly storage: Pick<Storage, 'write'>;
  readonly clock: Clock;
}

/** Acts that are counted together. */
interface Count {
  readonly act: Act;
  /** Requests that no entry stands for yet. */
  pending: number;
}

/**
 * Records the acts that a caller may not carry out. Of each credential, operation and error, the first one in an hour gets
 * an entry at once, and the others one entry when the hour has passed, so that a program that repeats a request does not
 * fill the log. A process that is killed loses the count of the latter.
 */
export class RefusedActs {
  readonly #storage: RefusedActsOptions['storage'];
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();
  #period: number;

  constructor({ storage, clock }: RefusedActsOptions) {
    this.#storage = storage;
    this.#clock = clock;
    this.#period = countPeriodAt(clock.now());
  }

  /** Records a refused act, which has an `error_code`, or counts it. */
  async record(act: Act): Promise<void> {
    const key = JSON.stringify([act.actor, act.operation, act.error_code]);
    const known = this.#counts.get(key);
    if (known !== undefined) {
      known.pending++;
      return;
    }
    const count: Count = { act, pending: 0 };
    this.#counts.set(key, count);
    await this.#append([act]).catch((error: unknown) => {
      count.pending++;
      throw error;
    });
  }

  /** Appends the entries of the hour that has passed. */
  async flush(): Promise<void> {
    const period = countPeriodAt(this.#clock.now());
    if (period === this.#period) return;
    await this.flushAll();
    this.#period = period;
  }

  /** Appends entries for everything that has been counted, and begins to count anew. */
  async flushAll(): Promise<void> {
    const due = [...this.#counts.values()]
      .filter(({ pending }) => pending > 0)
      .map((count) => ({ count, number: count.pending }));
    const time = instant(this.#clock.now());
    // They have come from several addresses, in several requests and for several objects.
    const together = { time, address: null, request_id: null, service_sid: null, object_sid: null };
    if (due.length > 0)
      await this.#append(due.map(({ count: { act }, number }) => ({ ...act, ...together, count: number })));
    // Requests may have been counted during the commit.
    for (const { count, number } of due) count.pending -= number;
    for (const [key, { pending }] of this.#counts) if (pending === 0) this.#counts.delete(key);
  }

  async #append(acts: readonly Act[]): Promise<void> {
    await this.#storage.write(async (transaction) => {
      for (const act of acts) appendAct(transaction, act);
    });
  }
}

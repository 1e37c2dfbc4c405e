import { FairSlots } from '../../platform/fair-slots.ts';
import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';
import { accountOfOrigin } from '../queue/origin-key.ts';

/** Requests in flight at the same time. An account alone gets half of those in total. */
const maxRequests = { perOrigin: 16, inTotal: 1024 };

/** Limits the requests in flight, to one origin and in total, and shares them fairly between accounts. */
export class RequestSlots {
  readonly #perOrigin = new KeyedSemaphore(maxRequests.perOrigin);
  readonly #inTotal = new FairSlots(maxRequests.inTotal);
  /** Those who wait for a slot of the total, in order, by account. */
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #waiters = new Set<() => void>();
  #isClosed = false;

  /** Waits for a slot, or until `close`. Returns the function that releases it, or abandons it. */
  async acquire(origin: string): Promise<() => void> {
    const releaseOfOrigin = await this.#wait((onAcquired) => this.#perOrigin.acquire(origin, onAcquired));
    const account = accountOfOrigin(origin);
    const releaseInTotal = await this.#wait((onAcquired) => this.#acquireInTotal(account, onAcquired));
    return () => {
      releaseInTotal();
      releaseOfOrigin();
    };
  }

  /** Ends every wait. The callers must not send anything. */
  close(): void {
    this.#isClosed = true;
    for (const endWait of this.#waiters) endWait();
  }

  async #wait(acquire: (onAcquired: () => void) => () => void): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const release = acquire(resolve);
    this.#waiters.add(resolve);
    if (this.#isClosed) resolve();
    await promise;
    this.#waiters.delete(resolve);
    return release;
  }

  #acquireInTotal(account: string, onAcquired: () => void): () => void {
    const waiting = this.#waiting.get(account) ?? new Set();
    this.#waiting.set(account, waiting.add(onAcquired));
    this.#admit();
    return () => {
      if (!waiting.delete(onAcquired)) this.#inTotal.release(account);
      this.#admit();
    };
  }

  /** Admits one of each account in turn, so that an account with many requests delays no other. */
  #admit(): void {
    for (let admitted = true; admitted; ) {
      admitted = false;
      for (const [account, waiting] of this.#waiting) {
        const [next] = waiting;
        if (next !== undefined && this.#inTotal.availableFor(account) > 0) {
          waiting.delete(next);
          this.#inTotal.take(account);
          next();
          admitted = true;
        }
        if (waiting.size === 0) this.#waiting.delete(account);
      }
    }
  }
}

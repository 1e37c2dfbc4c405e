import { FairSemaphore } from '../../platform/fair-semaphore.ts';
import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';
import { accountOfOrigin } from '../queue/origin-key.ts';

/** Requests in flight at the same time. An account alone gets half of those in total. */
const maxRequests = { perOrigin: 16, inTotal: 1024 };

/** Limits the requests in flight, to one origin and in total, and shares them fairly between accounts. */
export class RequestSlots {
  readonly #perOrigin = new KeyedSemaphore(maxRequests.perOrigin);
  readonly #inTotal = new FairSemaphore(maxRequests.inTotal);
  readonly #waiters = new Set<() => void>();
  #isClosed = false;

  /** Waits for a slot, or until `close`. Returns the function that releases it, or abandons it. */
  async acquire(origin: string): Promise<() => void> {
    const releaseOfOrigin = await this.#wait((onAcquired) => this.#perOrigin.acquire(origin, onAcquired));
    const account = accountOfOrigin(origin);
    const releaseInTotal = await this.#wait((onAcquired) => this.#inTotal.acquire(account, onAcquired));
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
}

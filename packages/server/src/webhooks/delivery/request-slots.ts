import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';

/** Requests in flight at the same time. */
const maxRequests = { perOrigin: 16, inTotal: 512 };

/** Limits the requests in flight, to one origin and in total. */
export class RequestSlots {
  readonly #perOrigin = new KeyedSemaphore(maxRequests.perOrigin);
  readonly #inTotal = new KeyedSemaphore(maxRequests.inTotal);
  readonly #waiters = new Set<() => void>();
  #isClosed = false;

  /** Waits for a slot, or until `close`. Returns the function that releases it, or abandons it. */
  async acquire(origin: string): Promise<() => void> {
    const releaseOfOrigin = await this.#wait(this.#perOrigin, origin);
    const releaseInTotal = await this.#wait(this.#inTotal, '');
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

  async #wait(semaphore: KeyedSemaphore, key: string): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const release = semaphore.acquire(key, resolve);
    this.#waiters.add(resolve);
    if (this.#isClosed) resolve();
    await promise;
    this.#waiters.delete(resolve);
    return release;
  }
}

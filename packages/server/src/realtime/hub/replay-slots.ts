import { FairSemaphore } from '../../platform/fair-semaphore.ts';

/**
 * Replays in progress, half of them for one account. Each has up to 200 changes in memory, as rows and as frames. A client
 * can ask for 100 replays at a time, and have 100 sessions, so without this bound one user could fill the memory. A lower
 * one would send PostgreSQL smaller batches when many clients reconnect.
 */
export const maxReplays = 64;

/** Bounds the replays in progress, and shares them fairly between accounts. */
export class ReplaySlots {
  readonly #slots = new FairSemaphore(maxReplays);

  /** Does the work when there is a slot for it. */
  async run<Result>(accountSid: string, work: () => Promise<Result>): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const release = this.#slots.acquire(accountSid, resolve);
    await promise;
    try {
      return await work();
    } finally {
      release();
    }
  }
}

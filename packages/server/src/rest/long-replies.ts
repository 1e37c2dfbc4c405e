import { ApiError } from '@colloquy/contract';
import { FairSemaphore } from '../platform/fair-semaphore.ts';
import { KeyedSemaphore } from '../platform/keyed-semaphore.ts';

/** Characters up to which a page needs no slot: most pages of 50 objects are shorter. */
export const maxShortReplyLength = 128 * 1024;

/**
 * Long replies in memory, from their rendering until the client has taken them. Each has up to 4 MB, so they take up to
 * 64 MB together, and those of one account up to half of it.
 */
const maxLongReplies = 16;

/** Of one account. Rendering takes the thread for some 20 ms, so the next one waits until others had their turn. */
const maxInRendering = 1;

/** A list that is too long for a reply without a slot. The pipeline waits for one, and reads the list again. */
export class LongReplyError extends Error {
  override readonly name = 'LongReplyError';
}

/** A rendered reply, and the function that frees its slot when the client has taken it. */
interface LongReply {
  readonly body: string | undefined;
  readonly release: () => void;
}

/** Bounds the memory of long replies in total, and shares it fairly between accounts. */
export class LongReplies {
  readonly #waitTimeoutMs: number;
  readonly #inMemory = new FairSemaphore(maxLongReplies);
  readonly #inRendering = new KeyedSemaphore(maxInRendering);

  /** @param waitTimeoutMs how long a request waits for a slot. */
  constructor(waitTimeoutMs = 10_000) {
    this.#waitTimeoutMs = waitTimeoutMs;
  }

  /**
   * Renders a reply when there is a slot for it.
   *
   * @param isAbandoned whether the client has gone, so that nothing is rendered for it.
   * @throws ApiError 20429 when no slot becomes free in time.
   */
  async render(
    accountSid: string,
    isAbandoned: () => boolean,
    render: () => Promise<string | undefined>,
  ): Promise<LongReply> {
    const release = await this.#wait((onAcquired) => this.#inMemory.acquire(accountSid, onAcquired));
    try {
      // Only others of the same account that are rendered right now are ahead, so this wait is short.
      const endRendering = await this.#wait((onAcquired) =>
        this.#inRendering.acquire(accountSid, onAcquired),
      );
      try {
        if (isAbandoned()) throw new ApiError(20429);
        return { body: await render(), release };
      } finally {
        endRendering();
      }
    } catch (error) {
      release();
      throw error;
    }
  }

  async #wait(acquire: (onAcquired: () => void) => () => void): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const release = acquire(resolve);
    const timer = setTimeout(() => reject(new ApiError(20429)), this.#waitTimeoutMs);
    try {
      await promise;
      return release;
    } catch (error) {
      release();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

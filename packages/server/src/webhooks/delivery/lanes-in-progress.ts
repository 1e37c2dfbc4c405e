import { FairSlots } from '../../platform/fair-slots.ts';
import type { LaneRow } from '../queue/lane-store.ts';
import { accountOfOrigin } from '../queue/origin-key.ts';

/** After a failure of our own a lane rests, in real time, since what could not be written now will not be at once. */
const failureDelayMs = 1000;

/**
 * Lanes in progress at the same time. There are more than request slots, so that requests are sent while the outcomes
 * of others are written. An account alone gets half of those in total.
 */
export const maxLanes = { perOrigin: 48, inTotal: 2048 };

/** The lanes that this process works on, by origin. */
export class LanesInProgress {
  readonly #idsByOrigin = new Map<string, Set<number>>();
  readonly #endListeners = new Set<() => void>();
  readonly #onError: (error: unknown) => void;
  readonly #slots = new FairSlots(maxLanes.inTotal);
  /** How many of them have failed and rest. */
  #failedCount = 0;

  /** @param onError receives the error of a lane's work. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** How many more lanes of an origin may be worked on. */
  availableFor(origin: string): number {
    const ofOrigin = maxLanes.perOrigin - this.ofOrigin(origin).size;
    return Math.max(0, Math.min(ofOrigin, this.#slots.availableFor(accountOfOrigin(origin))));
  }

  ofOrigin(origin: string): ReadonlySet<number> {
    return this.#idsByOrigin.get(origin) ?? new Set();
  }

  /** Counts a lane until its work ends; if that fails, until it has rested. Calls `onEnd` after a success. */
  track({ id, origin }: LaneRow, work: Promise<void>, onEnd: () => void): void {
    const ids = this.#idsByOrigin.get(origin) ?? new Set();
    this.#idsByOrigin.set(origin, ids.add(id));
    const account = accountOfOrigin(origin);
    this.#slots.take(account);
    const remove = () => {
      ids.delete(id);
      if (ids.size === 0) this.#idsByOrigin.delete(origin);
      this.#slots.release(account);
    };
    const notifyListeners = () => {
      for (const onLaneEnd of this.#endListeners) onLaneEnd();
    };
    void work.then(
      () => {
        remove();
        notifyListeners();
        onEnd();
      },
      (error: unknown) => {
        this.#onError(error);
        this.#failedCount++;
        setTimeout(() => {
          this.#failedCount--;
          remove();
        }, failureDelayMs).unref();
        notifyListeners();
      },
    );
  }

  /** Waits until the work on one of the lanes ends. Returns false if there is none, or after the timeout. */
  waitForEnd(timeoutMs?: number): Promise<boolean> {
    if (this.#slots.held <= this.#failedCount) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const onLaneEnd = () => resolve(true);
    this.#endListeners.add(onLaneEnd);
    const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs, false);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#endListeners.delete(onLaneEnd);
    });
  }
}

import { FairSlots } from './fair-slots.ts';

/**
 * Admits a maximum number of holders, shared by keys as {@link FairSlots} does. Those who wait are admitted in order,
 * one of each key in turn, so that a key with many waiters delays no other.
 */
export class FairSemaphore {
  readonly #slots: FairSlots;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(max: number) {
    this.#slots = new FairSlots(max);
  }

  /**
   * @param onAcquired is called when there is a slot for the key, at once or later; it must not throw.
   * @returns a function that releases the slot or stops waiting for it; further calls do nothing.
   */
  acquire(key: string, onAcquired: () => void): () => void {
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(onAcquired));
    this.#admit();
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (!waiting.delete(onAcquired)) this.#slots.release(key);
      this.#admit();
    };
  }

  #admit(): void {
    for (let admitted = true; admitted; ) {
      admitted = false;
      for (const [key, waiting] of this.#waiting) {
        const [next] = waiting;
        if (next !== undefined && this.#slots.availableFor(key) > 0) {
          waiting.delete(next);
          this.#slots.take(key);
          next();
          admitted = true;
        }
        if (waiting.size === 0) this.#waiting.delete(key);
      }
    }
  }
}

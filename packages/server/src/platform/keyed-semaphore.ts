interface Queue {
  active: number;
  readonly waiting: Set<() => void>;
}

/**
 * Admits a maximum number of holders per key; the others wait in order. The semaphores of `async-mutex`, `async-sema`
 * and `p-limit` have no keys, and cannot cancel a single waiter.
 */
export class KeyedSemaphore {
  readonly #maxPerKey: number;
  readonly #queues = new Map<string, Queue>();

  constructor(maxPerKey: number) {
    this.#maxPerKey = maxPerKey;
  }

  /**
   * @param onAcquired is called when there is a free slot, at once or later; it must not throw.
   * @returns a function that releases the slot or stops waiting for it; further calls do nothing.
   */
  acquire(key: string, onAcquired: () => void): () => void {
    const queue = this.#queues.get(key) ?? { active: 0, waiting: new Set() };
    this.#queues.set(key, queue);
    let isReleased = false;
    if (queue.active < this.#maxPerKey) {
      queue.active += 1;
      onAcquired();
    } else queue.waiting.add(onAcquired);
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (queue.waiting.delete(onAcquired)) return;
      const [next] = queue.waiting;
      if (next === undefined) {
        queue.active -= 1;
        if (queue.active === 0) this.#queues.delete(key);
        return;
      }
      queue.waiting.delete(next);
      next();
    };
  }
}

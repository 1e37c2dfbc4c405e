interface Queue {
  inside: number;
  readonly waiting: Set<() => void>;
}

/** Lets at most so many in at a time under each key; the others wait in order. */
export class Gate {
  readonly #width: number;
  readonly #queues = new Map<string, Queue>();

  constructor(width: number) {
    this.#width = width;
  }

  /**
   * @param start is called when there is room, at once or later; it must not throw.
   * @returns what leaves, or gives up waiting; calling it again does nothing.
   */
  enter(key: string, start: () => void): () => void {
    const queue = this.#queues.get(key) ?? { inside: 0, waiting: new Set() };
    this.#queues.set(key, queue);
    let left = false;
    if (queue.inside < this.#width) {
      queue.inside += 1;
      start();
    } else queue.waiting.add(start);
    return () => {
      if (left) return;
      left = true;
      if (queue.waiting.delete(start)) return;
      const [next] = queue.waiting;
      if (next === undefined) {
        queue.inside -= 1;
        if (queue.inside === 0) this.#queues.delete(key);
        return;
      }
      queue.waiting.delete(next);
      next();
    };
  }
}

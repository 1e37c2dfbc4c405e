/**
 * Gathers the tasks of one turn of the event loop and runs them together at its end. Under load, what a turn
 * brings is many requests at the same stage: taken stage by stage, the processor finds the code of each in its
 * caches, instead of fetching all of it anew for every request.
 */
export class TickBatcher {
  #tasks: (() => void)[] = [];

  /** @param task must not throw: nobody would be there to catch it. */
  atEnd(task: () => void): void {
    if (this.#tasks.push(task) > 1) return;
    setImmediate(() => {
      const tasks = this.#tasks;
      this.#tasks = [];
      for (const each of tasks) each();
    });
  }
}

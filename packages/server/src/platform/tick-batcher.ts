/**
 * Collects the tasks of one tick of the event loop and runs them together at its end. Under load, a tick brings many
 * requests at the same stage. Running them stage by stage keeps the code of each stage in the processor's caches.
 */
export class TickBatcher {
  #tasks: (() => void)[] = [];

  /** @param task must not throw: nothing would catch the error. */
  add(task: () => void): void {
    if (this.#tasks.push(task) > 1) return;
    setImmediate(() => {
      const tasks = this.#tasks;
      this.#tasks = [];
      for (const each of tasks) each();
    });
  }
}

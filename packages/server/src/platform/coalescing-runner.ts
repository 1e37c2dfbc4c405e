/** Runs `work` on demand, never concurrently; calls during a run coalesce into one more run. */
export class CoalescingRunner {
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #stopped = false;

  /** @param onError is called with an error of the work; the promises of `run` do not reject. */
  constructor(work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  /** Resolves at the end of a run that begins after this call, or at once when the runner is stopped. */
  run(): Promise<void> {
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#running.then(() => this.#begin());
    return this.#next;
  }

  /** Prevents further runs, and resolves when the current one has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    if (this.#stopped) return Promise.resolve();
    // A call between the end of the last run and this one may have begun a run, which then serves both.
    this.#running ??= this.#work()
      .catch(this.#onError)
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }
}

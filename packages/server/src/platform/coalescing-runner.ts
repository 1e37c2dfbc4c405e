/**
 * Work that is done again whenever somebody asks for it. It runs once at a time, and however many ask while it runs,
 * it runs once more for all of them.
 */
export class CoalescingRunner {
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #stopped = false;

  /** @param onError is told of an error of the work; whoever asked for it is not. */
  constructor(work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  /** Resolves at the end of a run that begins after this call. */
  run(): Promise<void> {
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#running.then(() => this.#begin());
    return this.#next;
  }

  /** Lets it begin no more, and resolves when it does not run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    if (this.#stopped) return Promise.resolve();
    // Another may have begun between the end of the last one and this; whoever waits for this one asked before that.
    this.#running ??= this.#work()
      .catch(this.#onError)
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }
}

interface InFlightRequestsOptions {
  /** Whether another request may start now. */
  readonly canStartMore: () => boolean;
  /** Called when requests begin to wait: nothing more should be read. */
  readonly onFull: () => void;
  /** Called when none waits any longer. */
  readonly onFree: () => void;
  /** Called when the last request in flight has ended. */
  readonly onIdle: () => void;
}

/** Requests of one session that are in progress at the same time. */
const maxInFlight = 64;

/**
 * Runs the requests of one session, a maximum number at a time. Those that wait are bounded, because the session does
 * not read from its socket meanwhile.
 */
export class InFlightRequests {
  readonly #options: InFlightRequestsOptions;
  readonly #waiting: (() => Promise<void>)[] = [];
  #inFlight = 0;

  constructor(options: InFlightRequestsOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0 && this.#waiting.length === 0;
  }

  /** @param work must not reject. */
  add(work: () => Promise<void>): void {
    if (this.#waiting.length === 0 && this.#canStart()) this.#start(work);
    else if (this.#waiting.push(work) === 1) this.#options.onFull();
  }

  /** Starts those that wait, as far as there is room. */
  advance(): void {
    if (this.#waiting.length === 0) return;
    while (this.#canStart()) {
      const work = this.#waiting.shift();
      if (work === undefined) break;
      this.#start(work);
    }
    if (this.#waiting.length === 0) this.#options.onFree();
  }

  /** Forgets those that wait. */
  clear(): void {
    this.#waiting.length = 0;
  }

  #canStart(): boolean {
    return this.#inFlight < maxInFlight && this.#options.canStartMore();
  }

  #start(work: () => Promise<void>): void {
    this.#inFlight++;
    void work().then(() => {
      this.#inFlight--;
      this.advance();
      if (this.isIdle) this.#options.onIdle();
    });
  }
}

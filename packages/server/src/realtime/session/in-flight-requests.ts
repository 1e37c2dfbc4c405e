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

/** Their frames together. One request alone can have more. */
const maxInFlightBytes = 2 * 1024 * 1024;

/** A request, and the length of its frame. */
interface Request {
  /** Does not reject. */
  readonly work: () => Promise<void>;
  readonly bytes: number;
}

/**
 * Runs the requests of one session, a maximum number and a maximum of bytes at a time. Those that wait are bounded, because the session does
 * not read from its socket meanwhile.
 */
export class InFlightRequests {
  readonly #options: InFlightRequestsOptions;
  readonly #waiting: Request[] = [];
  #inFlight = 0;
  #inFlightBytes = 0;

  constructor(options: InFlightRequestsOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0 && this.#waiting.length === 0;
  }

  /** What the requests hold that are in progress or wait. */
  get bytes(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes, this.#inFlightBytes);
  }

  /**
   * @param work must not reject.
   * @param bytes the length of the request's frame.
   */
  add(work: Request['work'], bytes: number): void {
    const request = { work, bytes };
    if (this.#waiting.length === 0 && this.#canStart(request)) this.#start(request);
    else if (this.#waiting.push(request) === 1) this.#options.onFull();
  }

  /** Starts those that wait, as far as there is room. */
  advance(): void {
    if (this.#waiting.length === 0) return;
    for (let [next] = this.#waiting; next !== undefined && this.#canStart(next); [next] = this.#waiting) {
      this.#waiting.shift();
      this.#start(next);
    }
    if (this.#waiting.length === 0) this.#options.onFree();
  }

  /** Forgets those that wait. */
  clear(): void {
    this.#waiting.length = 0;
  }

  #canStart({ bytes }: Request): boolean {
    const fits = this.#inFlight === 0 || this.#inFlightBytes + bytes <= maxInFlightBytes;
    return fits && this.#inFlight < maxInFlight && this.#options.canStartMore();
  }

  #start({ work, bytes }: Request): void {
    this.#inFlight++;
    this.#inFlightBytes += bytes;
    void work().then(() => {
      this.#inFlight--;
      this.#inFlightBytes -= bytes;
      this.advance();
      if (this.isIdle) this.#options.onIdle();
    });
  }
}

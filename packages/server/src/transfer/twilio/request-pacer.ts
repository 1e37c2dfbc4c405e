import { setTimeout as wait } from 'node:timers/promises';

/** Starts requests within the limits of a server: so many at a time, so many in a second, and none while it asks to wait. */
export class RequestPacer {
  readonly #maxInFlight: number;
  readonly #intervalMs: number;
  readonly #now: () => number;
  readonly #waiting: (() => void)[] = [];
  #inFlight = 0;
  #nextStart = 0;

  /** @param ratePerSecond the maximum of requests that start in a second. */
  constructor(maxInFlight: number, ratePerSecond: number, now: () => number = () => performance.now()) {
    this.#maxInFlight = maxInFlight;
    this.#intervalMs = 1000 / ratePerSecond;
    this.#now = now;
  }

  /** Starts no request for some time. Those in flight go on. */
  pause(durationMs: number): void {
    this.#nextStart = Math.max(this.#nextStart, this.#now() + durationMs);
  }

  /** Runs work when it is its turn. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#inFlight >= this.#maxInFlight)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inFlight++;
    try {
      await this.#waitForStart();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#inFlight--;
      else next();
    }
  }

  /** A pause can begin while this waits. */
  async #waitForStart(): Promise<void> {
    for (let now = this.#now(); now < this.#nextStart; now = this.#now()) await wait(this.#nextStart - now);
    this.#nextStart = this.#now() + this.#intervalMs;
  }
}

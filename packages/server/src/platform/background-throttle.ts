import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds over which is judged whether requests want more of the thread than there is. */
const windowMs = 100;
/** How much of them the thread must have been at work for that, and how many requests must have come. */
const [busyUtilization, minArrivals] = [0.85, 10];
/** Requests that are being answered at a time, on average, when it is the database that is wanted more. */
const maxInFlight = 24;
/** What background work gets of a thread that requests could use up. */
const backgroundShare = 0.15;
/** Pieces that begin at the same time, and so come to share transactions. */
const maxBatch = 16;

interface WaitingTask {
  readonly costMs: number;
  readonly begin: () => void;
}

/**
 * Lets requests go first. While they come in faster than the thread can do them, background work gets a part of its
 * time, however much of it there is; at all other times it begins at once.
 */
export class BackgroundThrottle {
  #arrivals = 0;
  /** Requests that are being answered. */
  #inFlight = 0;
  /** How many of them each has met that arrived, in all. */
  #inFlightSum = 0;
  #isBusy = false;
  /** How all was when that was judged last. */
  #sample = { at: 0, arrivals: 0, inFlightSum: 0, utilization: performance.eventLoopUtilization() };
  /** Until when what was let through has had its part. */
  #due = 0;
  readonly #waiting: WaitingTask[] = [];

  /** To be called for each request. */
  onRequest(): void {
    this.#arrivals++;
    this.#inFlight++;
    this.#inFlightSum += this.#inFlight;
  }

  /** To be called when it has been answered. */
  onResponse(): void {
    this.#inFlight--;
  }

  /**
   * Resolves when a piece of background work may begin.
   *
   * @param costMs milliseconds that it will use the thread for, about.
   */
  acquire(costMs: number): Promise<void> {
    if (!this.#isSaturated()) return Promise.resolve();
    return new Promise((begin) => {
      this.#waiting.push({ costMs, begin });
      if (this.#waiting.length === 1) void this.#watch();
    });
  }

  #isSaturated(): boolean {
    const [at, arrivals, before] = [performance.now(), this.#arrivals, this.#sample];
    if (at - before.at <= windowMs) return this.#isBusy;
    const utilization = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(utilization, before.utilization);
    const [arrived, inFlightSum] = [arrivals - before.arrivals, this.#inFlightSum];
    this.#isBusy =
      arrived >= minArrivals &&
      (since.utilization > busyUtilization || inFlightSum - before.inFlightSum > arrived * maxInFlight);
    this.#sample = { at, arrivals, inFlightSum, utilization };
    return this.#isBusy;
  }

  async #watch(): Promise<void> {
    while (this.#waiting.length > 0) {
      const before = this.#arrivals;
      await setTimeout(1);
      // Timers come before the sockets are read: a request may have been there all the time.
      await setImmediate();
      const now = performance.now();
      if (this.#arrivals === before && this.#inFlight < maxInFlight)
        for (const { begin } of this.#waiting.splice(0)) begin();
      else if (now >= this.#due) {
        const pieces = this.#waiting.splice(0, maxBatch);
        this.#due = now + pieces.reduce((sum, { costMs }) => sum + costMs, 0) / backgroundShare;
        for (const { begin } of pieces) begin();
      }
    }
  }
}

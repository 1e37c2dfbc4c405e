import { setImmediate, setTimeout } from 'node:timers/promises';

/** The window in which saturation is measured. */
const windowMs = 100;
/** The thread is saturated above this utilization, if a minimum of requests arrived in the window. */
const [busyUtilization, minArrivals] = [0.85, 10];
/** Average number of requests in flight above which the database is saturated, even if the thread is not. */
const maxInFlight = 24;
/** The share of the thread that background work gets while requests saturate it. */
const backgroundShare = 0.15;
/** Tasks that begin together, so that they share transactions. */
const maxBatchSize = 16;

interface WaitingTask {
  readonly costMs: number;
  readonly begin: () => void;
}

/**
 * Throttles background work to about 15 % of the thread while requests saturate it; otherwise it starts at once.
 */
export class BackgroundThrottle {
  #arrivals = 0;
  #inFlight = 0;
  /** The sum, over all requests, of the requests in flight when each arrived. */
  #inFlightSum = 0;
  #isBusy = false;
  /** The values at the last measurement. */
  #sample = { at: 0, arrivals: 0, inFlightSum: 0, utilization: performance.eventLoopUtilization() };
  /** When the next batch may begin: the last one has used its share by then. */
  #dueAt = 0;
  readonly #waiting: WaitingTask[] = [];

  /** Call this when a request arrives. */
  onRequest(): void {
    this.#arrivals++;
    this.#inFlight++;
    this.#inFlightSum += this.#inFlight;
  }

  /** Call this when its response has been sent. */
  onResponse(): void {
    this.#inFlight--;
  }

  /**
   * Resolves when a background task may begin.
   *
   * @param costMs the estimated time that the task uses the thread.
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
      // Timers run before sockets are read, so a request may be waiting already.
      await setImmediate();
      const now = performance.now();
      if (this.#arrivals === before && this.#inFlight < maxInFlight)
        for (const { begin } of this.#waiting.splice(0)) begin();
      else if (now >= this.#dueAt) {
        const batch = this.#waiting.splice(0, maxBatchSize);
        this.#dueAt = now + batch.reduce((sum, { costMs }) => sum + costMs, 0) / backgroundShare;
        for (const { begin } of batch) begin();
      }
    }
  }
}

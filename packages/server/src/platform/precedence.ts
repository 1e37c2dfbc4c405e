import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds over which is judged how busy the thread is, and the part of them that is too much. */
const [window, busy] = [100, 0.85];
/** Milliseconds after a request for which others are expected. */
const flow = 5;
/** What background work gets of a thread that requests could use up. */
const share = 0.15;

interface Piece {
  readonly cost: number;
  readonly begin: () => void;
}

/**
 * Lets requests go first. While they come in faster than the thread can do them, background work gets a part of its
 * time, however much of it there is; at all other times it begins at once.
 */
export class Precedence {
  #lastArrival = Number.NEGATIVE_INFINITY;
  #arrivals = 0;
  #judged = 0;
  #utilization = performance.eventLoopUtilization();
  #isBusy = false;
  /** Until when what was let through has had its part. */
  #due = 0;
  readonly #waiting: Piece[] = [];

  /** To be called for each request, with its time by the monotonic clock. */
  arrived(now: number): void {
    this.#lastArrival = now;
    this.#arrivals++;
  }

  /**
   * Resolves when a piece of background work may begin.
   *
   * @param cost milliseconds that it will use the thread for, about.
   */
  giveWay(cost: number): Promise<void> {
    const now = performance.now();
    if (now - this.#lastArrival > flow || !this.#judge(now)) return Promise.resolve();
    return new Promise((begin) => {
      this.#waiting.push({ cost, begin });
      if (this.#waiting.length === 1) void this.#watch();
    });
  }

  #judge(now: number): boolean {
    if (now - this.#judged > window) {
      const utilization = performance.eventLoopUtilization();
      this.#isBusy = performance.eventLoopUtilization(utilization, this.#utilization).utilization > busy;
      this.#utilization = utilization;
      this.#judged = now;
    }
    return this.#isBusy;
  }

  async #watch(): Promise<void> {
    while (this.#waiting.length > 0) {
      const before = this.#arrivals;
      await setTimeout(1);
      // Timers come before the sockets are read: a request may have been there all the time.
      await setImmediate();
      const now = performance.now();
      if (this.#arrivals === before) for (const { begin } of this.#waiting.splice(0)) begin();
      else if (now >= this.#due) {
        const piece = this.#waiting.shift();
        this.#due = now + (piece?.cost ?? 0) / share;
        piece?.begin();
      }
    }
  }
}

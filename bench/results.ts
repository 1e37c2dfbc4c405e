/** The shape of what a run finds out; the JSON file is exactly this. */

import type { Machine } from './machine.ts';
import type { SliceReport } from './messages.ts';
import type { Options } from './options.ts';
import type { ScenarioName } from './scenarios.ts';

/** One slice of load, with the CPU time the server used during it. */
export interface Slice extends SliceReport {
  readonly requestsPerSecond: number;
  readonly cpuMicrosecondsPerRequest: number | null;
}

/** The medians of the slices of one server in one scenario. */
export interface Summary {
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly cpuMicrosecondsPerRequest: number | null;
  readonly slices: readonly Slice[];
}

export interface ScenarioResult {
  readonly scenario: ScenarioName;
  readonly title: string;
  readonly product: Summary;
  readonly bare: Summary;
  readonly pool: Summary | null;
  /** Median over the rounds of product divided by bare, both in requests per second. */
  readonly shareOfBare: number;
  /** Median over the rounds of bare divided by product, both in CPU time per request. */
  readonly cpuShareOfBare: number | null;
  /** Median over the rounds of product divided by pool server, both in requests per second. */
  readonly timesPool: number | null;
  readonly goalShare: number;
  readonly goalP99Milliseconds: number | null;
  readonly goalTimesPool: number | null;
}

export interface StartResult {
  readonly rows: number;
  /** Median of the time from starting the process to its first answer. */
  readonly startMilliseconds: number;
  readonly restMebibytes: number | null;
}

export interface FillResult {
  readonly rows: number;
  readonly seconds: number;
}

export interface GrowthResult {
  readonly operation: string;
  readonly smallRows: number;
  readonly largeRows: number;
  readonly smallCpuMicroseconds: number | null;
  readonly largeCpuMicroseconds: number | null;
  readonly ratio: number | null;
}

export interface Report {
  readonly startedAt: string;
  readonly database: 'SQLite' | 'PostgreSQL';
  readonly pinned: boolean;
  readonly machine: Machine;
  readonly options: Options;
  readonly fill: FillResult | null;
  readonly starts: readonly StartResult[];
  readonly scenarios: readonly ScenarioResult[];
  readonly growth: readonly GrowthResult[];
  readonly warnings: readonly string[];
}

/** The shape of what a run finds out; the JSON file is exactly this. */

import type { Machine } from '../machine/describe-machine.ts';
import type { Options } from '../options.ts';
import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { Summary } from './samples.ts';
import type { WebhookResults } from './webhook-results.ts';

export interface ScenarioResult {
  readonly scenario: ScenarioName;
  readonly title: string;
  readonly product: Summary;
  readonly baseline: Summary;
  readonly pool: Summary | null;
  /** Median over the rounds of product divided by bare, both in requests per second. */
  readonly shareOfBaseline: number;
  /** Median over the rounds of bare divided by product, both in CPU time per request. */
  readonly cpuShareOfBaseline: number | null;
  /** Median over the rounds of product divided by pool server, both in requests per second. */
  readonly timesPool: number | null;
  readonly createComparison: CreateComparison | null;
  readonly goalShare: number | null;
  readonly goalP99Milliseconds: number | null;
  readonly goalTimesPool: number | null;
}

/** A scenario beside creating a conversation, in turn on the same server. */
interface CreateComparison {
  readonly create: Summary;
  /** Median over the rounds of time per request, as a multiple of that of a create. */
  readonly timesCreate: number;
  /** The same of CPU time per request. */
  readonly cpuTimesCreate: number | null;
  readonly goal: number | null;
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

/** What a request costs in a small and in a large set of rows. */
export interface GrowthResult {
  readonly operation: string;
  /** What there are few and many of. */
  readonly of: string;
  readonly small: GrowthMeasurement;
  readonly large: GrowthMeasurement;
  /** Large by small, in CPU time per request. */
  readonly cpuRatio: number | null;
  /** Median over the rounds of large by small, in time per request. */
  readonly timeRatio: number;
  /** The most that either ratio is wanted to be. */
  readonly goal: number | null;
}

/** A number of rows, and what a request costs among them. */
export interface GrowthMeasurement {
  readonly rows: number;
  readonly cpuMicroseconds: number | null;
  readonly requestsPerSecond: number;
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
  readonly webhooks: WebhookResults | null;
  readonly warnings: readonly string[];
}

/** The results of a run, which are also the format of the JSON file. */

import type { Machine } from '../machine/describe-machine.ts';
import type { Options } from '../options.ts';
import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { PeerResult } from './peer-results.ts';
import type { RealtimeResults } from './realtime-results.ts';
import type { Summary } from './samples.ts';
import type { SearchResults } from './search-results.ts';
import type { SlowSyncResults } from './slow-sync-results.ts';
import type { SoakResults } from './soak-results.ts';
import type { WebhookResults } from './webhook-results.ts';

export interface ScenarioResult {
  readonly scenario: ScenarioName;
  readonly title: string;
  readonly product: Summary;
  readonly baseline: Summary;
  /** Median over the rounds of product divided by baseline, both in requests per second. */
  readonly shareOfBaseline: number;
  /** Median over the rounds of baseline divided by product, both in CPU time per request. */
  readonly cpuShareOfBaseline: number | null;
  readonly reference: ReferenceComparison | null;
  readonly createComparison: CreateComparison | null;
  readonly goalShare: number | null;
  readonly goalP99Milliseconds: number | null;
}

/** A scenario compared with the pool server or the minimal server; the ratios are medians over the rounds. */
interface ReferenceComparison {
  readonly summary: Summary;
  /** Requests per second of the product, divided by those of the reference server. */
  readonly times: number;
  /** Requests per second of the reference server, divided by those of the baseline server. */
  readonly shareOfBaseline: number;
  /** The wanted minimum of `times`. */
  readonly goal: number | null;
}

/** A scenario compared with creating a conversation, measured in turn on the same server. */
interface CreateComparison {
  readonly create: Summary;
  /** Median over the rounds of time per request, relative to that of a create. */
  readonly timesCreate: number;
  /** The same for CPU time per request. */
  readonly cpuTimesCreate: number | null;
  readonly goal: number | null;
}

/** The starts of a program, on an empty database unless its name says otherwise. */
export interface StartResult {
  readonly program: string;
  /** Median time from starting the process to its first reply. */
  readonly startMilliseconds: number;
  readonly restMebibytes: number | null;
}

/** The product's memory right after all scenarios and after a rest, and the maximum that is wanted after it. */
export interface LoadedMemory {
  readonly residentMebibytes: number;
  /** Without files that are mapped into memory, most of which are Node.js itself. */
  readonly ownMebibytes: number | null;
  readonly restMebibytes: number | null;
  readonly goal: number;
}

export interface FillResult {
  readonly rows: number;
  readonly seconds: number;
}

/** The cost of a request in a small and in a large set of rows. */
export interface GrowthResult {
  readonly operation: string;
  /** The rows that differ in number. */
  readonly of: string;
  readonly small: GrowthMeasurement;
  readonly large: GrowthMeasurement;
  /** Large divided by small, in CPU time per request. */
  readonly cpuRatio: number | null;
  /** Median over the rounds of large divided by small, in time per request. */
  readonly timeRatio: number;
  /** The maximum that is wanted for either ratio. */
  readonly goal: number | null;
}

/** A number of rows, and the cost of a request among them. */
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
  readonly loadedMemory: LoadedMemory | null;
  readonly scenarios: readonly ScenarioResult[];
  readonly growth: readonly GrowthResult[];
  readonly webhooks: WebhookResults | null;
  readonly realtime: RealtimeResults | null;
  readonly slowSync: SlowSyncResults | null;
  readonly search: SearchResults | null;
  readonly peers: readonly PeerResult[];
  readonly soak: SoakResults | null;
  readonly warnings: readonly string[];
}

/** What a run measures; each kind of run measures a part of it. */
export type Measurements = Pick<
  Report,
  | 'fill'
  | 'starts'
  | 'loadedMemory'
  | 'scenarios'
  | 'growth'
  | 'webhooks'
  | 'realtime'
  | 'slowSync'
  | 'search'
  | 'peers'
  | 'soak'
>;

export const noMeasurements: Measurements = {
  fill: null,
  starts: [],
  loadedMemory: null,
  scenarios: [],
  growth: [],
  webhooks: null,
  realtime: null,
  slowSync: null,
  search: null,
  peers: [],
  soak: null,
};

import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { Summary } from './samples.ts';

/** One kind of load on a server with slow syncs and on one without. */
export interface SlowSyncResult {
  readonly scenario: ScenarioName;
  readonly fast: Summary;
  readonly slow: Summary;
  /** Median over the rounds of slow divided by fast, both in requests per second. */
  readonly speedRatio: number;
}

/** What slow syncs cost. */
export interface SlowSyncResults {
  /** How much longer each sync takes, in milliseconds. */
  readonly delayMs: number;
  /** Reads, while as many connections create conversations. */
  readonly reads: readonly SlowSyncResult[];
  /** Creates on all connections. */
  readonly create: SlowSyncResult;
}

/** The results of a run with --webhooks. */

import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { OpenLoopReport } from '../webhooks/webhook-messages.ts';
import type { Summary } from './samples.ts';

export interface WebhookResults {
  readonly latency: LatencyResult;
  readonly writes: readonly WriteResult[];
  readonly drain: DrainResult;
  readonly backlog: BacklogResult;
}

/** How soon the webhook of a message arrives, at a steady rate. */
export interface LatencyResult extends OpenLoopReport {
  /** The requested rate, in messages per second. */
  readonly rate: number;
  /** Goals for the time from reply to webhook. */
  readonly goalP50Milliseconds: number;
  readonly goalP99Milliseconds: number;
}

/** The same requests to a product with a webhook and to one without, in turn. */
export interface WriteResult {
  readonly scenario: ScenarioName;
  readonly title: string;
  readonly withWebhook: Summary;
  readonly withoutWebhook: Summary;
  /** Median over the rounds of with divided by without, both in requests per second. */
  readonly share: number;
  readonly goalShare: number;
  /** Medians over the rounds: deliveries during the sample, and pending deliveries at its end. */
  readonly deliveriesPerSecond: number;
  readonly backlog: number;
}

/** Medians over the rounds: deliveries that a receiver held up, and how fast they were sent once it responded. */
export interface DrainResult extends DrainRate {
  readonly rounds: readonly DrainRate[];
}

export interface DrainRate {
  readonly deliveries: number;
  readonly deliveriesPerSecond: number;
  readonly cpuMicrosecondsPerDelivery: number | null;
}

/** A product that starts with many pending deliveries. */
export interface BacklogResult extends DrainRate {
  /** The number of lanes that the deliveries are in. */
  readonly lanes: number;
  readonly memory: MemoryResult | null;
  /** Messages that were created meanwhile, and sent to another receiver. */
  readonly liveTraffic: OpenLoopReport;
}

/** Memory of the product in RAM while it drains, without memory-mapped files, in mebibytes. */
export interface MemoryResult {
  readonly start: number;
  readonly median: number;
  readonly peak: number;
  readonly end: number;
  /** The maximum of the second half relative to that of the first. */
  readonly growth: number;
  readonly goalGrowth: number;
  /** The maximum, with memory-mapped files. */
  readonly peakResident: number;
  /** Taken at equal intervals, from the start of the process on. */
  readonly samples: readonly number[];
}

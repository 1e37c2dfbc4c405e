/** The shape of what a run with --webhooks finds out. */

import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { OpenLoopReport } from '../webhooks/webhook-messages.ts';
import type { Summary } from './samples.ts';

export interface WebhookResults {
  readonly latency: LatencyResult;
  readonly writes: readonly WriteResult[];
  readonly drain: DrainResult;
  readonly backlog: BacklogResult;
}

/** How soon a webhook tells of a message, at a steady rate. */
export interface LatencyResult extends OpenLoopReport {
  /** What was asked for, in messages a second. */
  readonly rate: number;
  /** Limits of the time from reply to webhook. */
  readonly goalP50Milliseconds: number;
  readonly goalP99Milliseconds: number;
}

/** The same requests to a product whose webhook wants to know, and to one that has none, in turn. */
export interface WriteResult {
  readonly scenario: ScenarioName;
  readonly title: string;
  readonly withWebhook: Summary;
  readonly withoutWebhook: Summary;
  /** Median over the rounds of told divided by untold, both in requests per second. */
  readonly share: number;
  readonly goalShare: number;
  /** Medians over the rounds: what was delivered during the slice, and what waited at its end. */
  readonly deliveriesPerSecond: number;
  readonly backlog: number;
}

/** Medians of the rounds: what came in while a receiver kept its answers back, and how fast it went out then. */
export interface DrainResult extends DrainRate {
  readonly rounds: readonly DrainRate[];
}

export interface DrainRate {
  readonly deliveries: number;
  readonly deliveriesPerSecond: number;
  readonly cpuMicrosecondsPerDelivery: number | null;
}

/** A product that starts with many deliveries waiting. */
export interface BacklogResult extends DrainRate {
  /** Conversations that they are of. */
  readonly lanes: number;
  readonly memory: MemoryResult | null;
  /** Messages that were posted meanwhile, and told of to another server. */
  readonly liveTraffic: OpenLoopReport;
}

/** Memory in RAM of the product while it drains, without what is mapped from files, in mebibytes. */
export interface MemoryResult {
  readonly start: number;
  readonly median: number;
  readonly peak: number;
  readonly end: number;
  /** The most of the second half as a multiple of the most of the first. */
  readonly growth: number;
  readonly goalGrowth: number;
  /** The most, with what is mapped from files. */
  readonly peakResident: number;
  /** Taken at equal distances, from the start of the process on. */
  readonly samples: readonly number[];
}

/** One sample of load on one server, with the CPU time that the server used for it. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Load, SampleReport } from '../helper-messages.ts';
import type { Helper } from '../helper-process.ts';
import { cpuMicroseconds } from '../machine/process-usage.ts';
import type { Sample, Summary } from '../reports/samples.ts';
import { median, medianOrNull, ratio } from '../reports/statistics.ts';
import { awaitConsumers } from '../targets/await-consumers.ts';
import type { Product } from '../targets/product.ts';

/** A server that the load process knows by name. */
export interface MeasuredTarget {
  readonly target: string;
  readonly pid: number;
  /** Resolves when the server has done what it puts off while requests keep it busy. */
  readonly settle?: () => Promise<void>;
}

/** The product under a name of the load process. */
export const measuredProduct = (target: string, product: Product): MeasuredTarget => ({
  target,
  pid: product.pid,
  settle: () => awaitConsumers(product),
});

export interface SampleSettings {
  readonly connections: number;
  readonly seconds: number;
  readonly maxRequests: number | null;
}

/** A server may still clean up after a sample. */
const pauseMs = 50;

/**
 * Sends one sample of load to one server; throws on any reply with an unexpected status. Resolves when the server is at rest
 * again, so that what it puts off does not fall into the sample of the next server, which has the same processor.
 */
export async function measureSample(
  load: Helper,
  measuredTarget: MeasuredTarget,
  requestedLoad: Load,
  settings: SampleSettings,
): Promise<Sample> {
  const { connections, seconds, maxRequests } = settings;
  await sleep(pauseMs);
  await load.order({ kind: 'open', target: measuredTarget.target, load: requestedLoad, connections });
  const before = cpuMicroseconds(measuredTarget.pid);
  const report = await load.sample({ kind: 'run', seconds, maxRequests });
  const after = cpuMicroseconds(measuredTarget.pid);
  const what = 'scenario' in requestedLoad ? requestedLoad.scenario : (requestedLoad.paths[0] ?? 'nothing');
  assertExpectedReplies(`${what} on the ${measuredTarget.target} server`, report);
  const used = before === null || after === null ? null : after - before;
  await measuredTarget.settle?.();
  return {
    ...report,
    requestsPerSecond: report.requests / report.seconds,
    cpuMicrosecondsPerRequest: used === null ? null : used / report.requests,
  };
}

/** Returns the medians of samples. */
export function summarise(samples: readonly Sample[]): Summary {
  return {
    requestsPerSecond: median(samples.map((sample) => sample.requestsPerSecond)),
    p50Milliseconds: median(samples.map((sample) => sample.p50Milliseconds)),
    p99Milliseconds: median(samples.map((sample) => sample.p99Milliseconds)),
    cpuMicrosecondsPerRequest: medianOrNull(samples.map((sample) => sample.cpuMicrosecondsPerRequest)),
    samples,
  };
}

/** Returns the ratios of two servers' speeds, round by round. */
export function speedRatios(dividends: readonly Sample[], divisors: readonly Sample[]): number[] {
  return ratios(dividends, divisors, (sample) => sample.requestsPerSecond).filter((value) => value !== null);
}

/** Returns the ratios of two servers' CPU times per request, round by round. */
export function cpuRatios(dividends: readonly Sample[], divisors: readonly Sample[]): (number | null)[] {
  return ratios(dividends, divisors, (sample) => sample.cpuMicrosecondsPerRequest);
}

function ratios(
  dividends: readonly Sample[],
  divisors: readonly Sample[],
  figure: (sample: Sample) => number | null,
): (number | null)[] {
  return dividends.map((dividend, round) => {
    const divisor = divisors[round];
    return divisor === undefined ? null : ratio(figure(dividend), figure(divisor));
  });
}

/** Throws when a sample had replies with an unexpected status, and shows the first of them. */
export function assertExpectedReplies(what: string, report: SampleReport): void {
  const { unexpectedCount, firstUnexpected, requests } = report;
  if (firstUnexpected === null) return;
  throw new Error(
    `${what}: ${unexpectedCount} of ${requests} replies had an unexpected status; ` +
      `the first was ${firstUnexpected.status}: ${firstUnexpected.body}`,
  );
}

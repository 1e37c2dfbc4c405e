/** One slice of load on one server, with the server's CPU time around it. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Helper } from './helper.ts';
import type { Load, SliceReport } from './messages.ts';
import { cpuMicroseconds } from './proc.ts';
import type { Slice, Summary } from './results.ts';
import { median, medianOrNull, ratio } from './statistics.ts';

/** A server the load process knows by name. */
export interface Contender {
  readonly target: string;
  readonly pid: number;
}

export interface SliceSettings {
  readonly connections: number;
  readonly seconds: number;
  readonly maximumRequests: number | null;
}

/** A server may still tidy up after a slice; that should not fall into the slice of the next server. */
const pauseMilliseconds = 50;

/** Drives one server for one slice; throws on any reply with an unexpected status. */
export async function measureSlice(
  load: Helper,
  contender: Contender,
  asked: Load,
  settings: SliceSettings,
): Promise<Slice> {
  const { connections, seconds, maximumRequests } = settings;
  await sleep(pauseMilliseconds);
  await load.order({ kind: 'open', target: contender.target, load: asked, connections });
  const before = cpuMicroseconds(contender.pid);
  const report = await load.slice({ kind: 'run', seconds, maximumRequests });
  const after = cpuMicroseconds(contender.pid);
  const what = 'scenario' in asked ? asked.scenario : (asked.paths[0] ?? 'nothing');
  throwOnUnexpected(`${what} on the ${contender.target} server`, report);
  const used = before === null || after === null ? null : after - before;
  return {
    ...report,
    requestsPerSecond: report.requests / report.seconds,
    cpuMicrosecondsPerRequest: used === null ? null : used / report.requests,
  };
}

/** Returns the medians of slices. */
export function summarise(slices: readonly Slice[]): Summary {
  return {
    requestsPerSecond: median(slices.map((slice) => slice.requestsPerSecond)),
    p50Milliseconds: median(slices.map((slice) => slice.p50Milliseconds)),
    p99Milliseconds: median(slices.map((slice) => slice.p99Milliseconds)),
    cpuMicrosecondsPerRequest: medianOrNull(slices.map((slice) => slice.cpuMicrosecondsPerRequest)),
    slices,
  };
}

/** Returns the quotients of two servers' speeds, round by round. */
export function speedQuotients(dividends: readonly Slice[], divisors: readonly Slice[]): number[] {
  return quotients(dividends, divisors, (slice) => slice.requestsPerSecond).filter((value) => value !== null);
}

/** Returns the quotients of two servers' CPU times per request, round by round. */
export function cpuQuotients(dividends: readonly Slice[], divisors: readonly Slice[]): (number | null)[] {
  return quotients(dividends, divisors, (slice) => slice.cpuMicrosecondsPerRequest);
}

function quotients(
  dividends: readonly Slice[],
  divisors: readonly Slice[],
  figure: (slice: Slice) => number | null,
): (number | null)[] {
  return dividends.map((dividend, round) => {
    const divisor = divisors[round];
    return divisor === undefined ? null : ratio(figure(dividend), figure(divisor));
  });
}

/** Throws when a slice had replies with an unexpected status, and shows the first of them. */
export function throwOnUnexpected(what: string, report: SliceReport): void {
  const { unexpectedCount, firstUnexpected, requests } = report;
  if (firstUnexpected === null) return;
  throw new Error(
    `${what}: ${unexpectedCount} of ${requests} replies had an unexpected status; ` +
      `the first was ${firstUnexpected.status}: ${firstUnexpected.body}`,
  );
}

import type { Metrics, MetricValue } from './metrics.ts';
import { type Bucket, estimateQuantile } from './quantile.ts';

const statusClasses = ['2', '3', '4', '5'] as const;

/** What has been counted up to one moment, from the metrics that `/metrics` serves. */
export interface MetricsTotals {
  /** Requests with a status of 2xx, 3xx, 4xx and 5xx. */
  readonly requests: readonly number[];
  /** The durations of all requests, in seconds. */
  readonly latency: readonly Bucket[];
  /** The durations of accesses to the database, in seconds. */
  readonly databaseReads: readonly Bucket[];
  readonly databaseWrites: readonly Bucket[];
  readonly delivered: number;
  readonly dead: number;
  readonly failedAttempts: number;
}

export async function readTotals({ read }: Pick<Metrics, 'read'>): Promise<MetricsTotals> {
  const [durations, accesses, deliveries, attempts] = await Promise.all([
    read('colloquy_request_duration_seconds'),
    read('colloquy_database_duration_seconds'),
    read('colloquy_webhook_deliveries_total'),
    read('colloquy_webhook_attempt_duration_seconds'),
  ]);
  const counts = durations.filter(({ name }) => name?.endsWith('_count'));
  const failed = attempts.filter(
    ({ name, labels }) => name?.endsWith('_count') && labels['result'] !== '2xx',
  );
  const inState = (state: string) => sum(deliveries.filter(({ labels }) => labels['state'] === state));
  const ofAccess = (access: string) =>
    mergeBuckets(accesses.filter(({ labels }) => labels['access'] === access));
  return {
    requests: statusClasses.map((digit) =>
      sum(counts.filter(({ labels }) => String(labels['status']).startsWith(digit))),
    ),
    latency: mergeBuckets(durations),
    databaseReads: ofAccess('read'),
    databaseWrites: ofAccess('write'),
    delivered: inState('delivered'),
    dead: inState('dead'),
    failedAttempts: sum(failed),
  };
}

/** The buckets of all series of a histogram together. */
function mergeBuckets(values: readonly MetricValue[]): readonly Bucket[] {
  const merged = new Map<number, number>();
  for (const { labels, value } of values) {
    const { le } = labels;
    if (le === undefined) continue;
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    merged.set(bound, (merged.get(bound) ?? 0) + value);
  }
  return [...merged].map(([bound, count]) => ({ bound, count })).toSorted((a, b) => a.bound - b.bound);
}

/** Quantiles in milliseconds; undefined for an interval without observations. */
export interface Quantiles {
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

/** The quantiles of what was observed between two totals. */
export function quantilesBetween(before: readonly Bucket[], after: readonly Bucket[]): Quantiles {
  const earlier = new Map(before.map(({ bound, count }) => [bound, count]));
  const buckets = after.map(({ bound, count }) => ({ bound, count: count - (earlier.get(bound) ?? 0) }));
  const entries = [50, 95, 99].flatMap((percent) => {
    const seconds = estimateQuantile(buckets, percent / 100);
    return seconds === undefined ? [] : [[`p${percent}`, seconds * 1000]];
  });
  return Object.fromEntries(entries);
}

export const sum = (values: readonly MetricValue[]): number =>
  values.reduce((total, { value }) => total + value, 0);

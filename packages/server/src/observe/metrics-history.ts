import type { Clock } from '../platform/clock.ts';
import type { Metrics, MetricValue } from './metrics.ts';
import { type Bucket, estimateQuantile } from './quantile.ts';

export const sampleIntervalMs = 10_000;
/** One hour. */
const maxSamples = 360;

const statusClasses = ['2', '3', '4', '5'] as const;

/** The totals of one moment, from the metrics that `/metrics` serves. */
interface Totals {
  /** By the monotonic clock, in milliseconds. */
  readonly uptime: number;
  readonly requests: readonly number[];
  readonly buckets: readonly Bucket[];
  readonly delivered: number;
  readonly dead: number;
  readonly failedAttempts: number;
  readonly cpuSeconds: number;
}

/** What has happened in an interval, per second, and what there was at its end. */
export interface MetricsSample {
  /** End of the interval, in milliseconds since the epoch. */
  readonly time: number;
  /** Requests per second with a status of 2xx, 3xx, 4xx and 5xx. */
  readonly requests: readonly number[];
  /** Milliseconds; undefined without requests. */
  readonly latency: { readonly p50?: number; readonly p95?: number; readonly p99?: number };
  readonly delivered: number;
  readonly dead: number;
  readonly failedAttempts: number;
  readonly sessions: number;
  /** Of the log consumer that is furthest behind. */
  readonly consumerLag: number;
  readonly memoryBytes: number;
  /** 1 for one processor that is always busy. */
  readonly cpu: number;
}

interface MetricsHistoryOptions {
  readonly metrics: Pick<Metrics, 'read'>;
  /** Of real time: a test clock that stands still or is moved would distort rates. */
  readonly clock: Clock;
  /** Milliseconds of real time since any moment. */
  readonly uptime: () => number;
  readonly onError: (error: unknown) => void;
}

/** Samples of the metrics of this process: one in ten seconds, of the last hour. */
export class MetricsHistory {
  readonly #options: MetricsHistoryOptions;
  readonly #samples: MetricsSample[] = [];
  #before: Totals | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MetricsHistoryOptions) {
    this.#options = options;
  }

  /** The oldest first. */
  get samples(): readonly MetricsSample[] {
    return this.#samples;
  }

  start(): void {
    const sample = () => void this.sample().catch(this.#options.onError);
    this.#timer = setInterval(sample, sampleIntervalMs).unref();
    sample();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Adds a sample of the time since the last call; the first call only begins. */
  async sample(): Promise<void> {
    const { metrics, clock, uptime } = this.#options;
    const after = await readTotals(metrics, uptime());
    const before = this.#before;
    this.#before = after;
    if (before === undefined) return;
    const [sessions, lags, memory] = await Promise.all(
      ['colloquy_sessions', 'colloquy_consumer_lag', 'process_resident_memory_bytes'].map(metrics.read),
    );
    const seconds = Math.max((after.uptime - before.uptime) / 1000, 0.001);
    const rate = (now: number, earlier: number | undefined) => (now - (earlier ?? 0)) / seconds;
    this.#samples.push({
      time: clock.now(),
      requests: after.requests.map((count, index) => rate(count, before.requests[index])),
      latency: describeLatency(before.buckets, after.buckets),
      delivered: rate(after.delivered, before.delivered),
      dead: rate(after.dead, before.dead),
      failedAttempts: rate(after.failedAttempts, before.failedAttempts),
      sessions: sum(sessions),
      consumerLag: Math.max(0, ...(lags ?? []).map(({ value }) => value)),
      memoryBytes: sum(memory),
      cpu: rate(after.cpuSeconds, before.cpuSeconds),
    });
    if (this.#samples.length > maxSamples) this.#samples.shift();
  }
}

async function readTotals({ read }: Pick<Metrics, 'read'>, uptime: number): Promise<Totals> {
  const [durations, deliveries, attempts, cpu] = await Promise.all([
    read('colloquy_request_duration_seconds'),
    read('colloquy_webhook_deliveries_total'),
    read('colloquy_webhook_attempt_duration_seconds'),
    read('process_cpu_seconds_total'),
  ]);
  const counts = durations.filter(({ name }) => name?.endsWith('_count'));
  const failed = attempts.filter(
    ({ name, labels }) => name?.endsWith('_count') && labels['result'] !== '2xx',
  );
  const inState = (state: string) => sum(deliveries.filter(({ labels }) => labels['state'] === state));
  return {
    uptime,
    requests: statusClasses.map((digit) =>
      sum(counts.filter(({ labels }) => String(labels['status']).startsWith(digit))),
    ),
    buckets: mergeBuckets(durations),
    delivered: inState('delivered'),
    dead: inState('dead'),
    failedAttempts: sum(failed),
    cpuSeconds: sum(cpu),
  };
}

/** The buckets of all operations and statuses together. */
function mergeBuckets(durations: readonly MetricValue[]): readonly Bucket[] {
  const merged = new Map<number, number>();
  for (const { labels, value } of durations) {
    const { le } = labels;
    if (le === undefined) continue;
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    merged.set(bound, (merged.get(bound) ?? 0) + value);
  }
  return [...merged].map(([bound, count]) => ({ bound, count })).toSorted((a, b) => a.bound - b.bound);
}

/** The quantiles of the requests between two totals, in milliseconds. */
function describeLatency(before: readonly Bucket[], after: readonly Bucket[]): MetricsSample['latency'] {
  const earlier = new Map(before.map(({ bound, count }) => [bound, count]));
  const buckets = after.map(({ bound, count }) => ({ bound, count: count - (earlier.get(bound) ?? 0) }));
  const entries = [50, 95, 99].flatMap((percent) => {
    const seconds = estimateQuantile(buckets, percent / 100);
    return seconds === undefined ? [] : [[`p${percent}`, seconds * 1000]];
  });
  return Object.fromEntries(entries);
}

const sum = (values: readonly MetricValue[] = []): number =>
  values.reduce((total, { value }) => total + value, 0);

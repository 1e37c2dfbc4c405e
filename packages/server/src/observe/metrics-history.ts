import type { Clock } from '../platform/clock.ts';
import type { Metrics } from './metrics.ts';
import { type MetricsTotals, type Quantiles, quantilesBetween, readTotals, sum } from './metrics-totals.ts';

export const sampleIntervalMs = 10_000;
/** One hour. */
const maxSamples = 360;
/** Accounts whose requests a sample knows, the busiest ones, so that its size does not depend on how many there are. */
const maxAccounts = 100;

/** What has happened in an interval, per second, and what there was at its end. */
export interface MetricsSample {
  /** End of the interval, in milliseconds since the epoch. */
  readonly time: number;
  /** Requests per second with a status of 2xx, 3xx, 4xx and 5xx. */
  readonly requests: readonly number[];
  /** Requests per second by the SID of the account that they belong to. */
  readonly requestsByAccount: ReadonlyMap<string, number>;
  readonly latency: Quantiles;
  readonly databaseReads: Quantiles;
  readonly databaseWrites: Quantiles;
  readonly delivered: number;
  readonly dead: number;
  readonly failedAttempts: number;
  /** Deliveries of all processes that wait; undefined if the database could not count them. */
  readonly pendingDeliveries: number | undefined;
  readonly sessions: number;
  /** By the name of each log consumer, the records that it has yet to read. */
  readonly consumerLags: Readonly<Record<string, number>>;
  /** Seconds by which the periodic jobs are late. */
  readonly schedulerLag: number;
  readonly memoryBytes: number;
  /** 1 for one processor that is always busy. */
  readonly cpu: number;
  /** Share of the time in which the event loop was busy: 1 for a thread that cannot do more. */
  readonly eventLoop: number;
}

interface MetricsHistoryOptions {
  readonly metrics: Pick<Metrics, 'read'>;
  /** Of real time: a test clock that stands still or is moved would distort rates. */
  readonly clock: Clock;
  /** Milliseconds of real time since any moment. */
  readonly uptime: () => number;
  /** Milliseconds in which the event loop has been busy. */
  readonly busyTime: () => number;
  /** Milliseconds of processor time that the process has used. */
  readonly cpuTime: () => number;
  readonly onError: (error: unknown) => void;
}

/** The totals of one moment, by the monotonic clock. */
interface Snapshot extends MetricsTotals {
  readonly uptime: number;
  readonly busyTime: number;
  readonly cpuTime: number;
}

/** Samples of the metrics of this process: one in ten seconds, of the last hour. */
export class MetricsHistory {
  readonly #options: MetricsHistoryOptions;
  readonly #samples: MetricsSample[] = [];
  #before: Snapshot | undefined;
  #requestsByAccount = new Map<string, number>();
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

  /** Counts a request with credentials of an account. */
  countRequest(accountSid: string): void {
    this.#requestsByAccount.set(accountSid, (this.#requestsByAccount.get(accountSid) ?? 0) + 1);
  }

  /** Adds a sample of the time since the last call; the first call only begins. */
  async sample(): Promise<void> {
    const { metrics, clock, uptime, busyTime, cpuTime } = this.#options;
    const times = { uptime: uptime(), busyTime: busyTime(), cpuTime: cpuTime() };
    const after = { ...(await readTotals(metrics)), ...times };
    const before = this.#before;
    const counts = this.#requestsByAccount;
    this.#before = after;
    this.#requestsByAccount = new Map();
    if (before === undefined) return;
    const [sessions = [], lags = [], schedulerLag = [], pending = [], memory = []] = await Promise.all(
      [
        'colloquy_sessions',
        'colloquy_consumer_lag',
        'colloquy_scheduler_lag_seconds',
        'colloquy_webhook_backlog',
        'process_resident_memory_bytes',
      ].map(metrics.read),
    );
    const seconds = Math.max((after.uptime - before.uptime) / 1000, 0.001);
    const rate = (now: number, earlier: number | undefined) => (now - (earlier ?? 0)) / seconds;
    const pendingCount = pending[0]?.value;
    this.#samples.push({
      time: clock.now(),
      requests: after.requests.map((count, index) => rate(count, before.requests[index])),
      requestsByAccount: new Map(busiest(counts).map(([account, count]) => [account, rate(count, 0)])),
      latency: quantilesBetween(before.latency, after.latency),
      databaseReads: quantilesBetween(before.databaseReads, after.databaseReads),
      databaseWrites: quantilesBetween(before.databaseWrites, after.databaseWrites),
      delivered: rate(after.delivered, before.delivered),
      dead: rate(after.dead, before.dead),
      failedAttempts: rate(after.failedAttempts, before.failedAttempts),
      pendingDeliveries: Number.isNaN(pendingCount) ? undefined : pendingCount,
      sessions: sum(sessions),
      consumerLags: Object.fromEntries(
        lags.map(({ labels, value }) => [labels['consumer'] ?? '', Math.max(value, 0)]),
      ),
      schedulerLag: sum(schedulerLag),
      memoryBytes: sum(memory),
      cpu: rate(after.cpuTime, before.cpuTime) / 1000,
      eventLoop: rate(after.busyTime, before.busyTime) / 1000,
    });
    if (this.#samples.length > maxSamples) this.#samples.shift();
  }
}

const busiest = (counts: ReadonlyMap<string, number>) =>
  [...counts].toSorted(([, one], [, other]) => other - one).slice(0, maxAccounts);

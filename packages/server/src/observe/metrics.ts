import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { shareRuns } from '../platform/shared-runs.ts';
import { createSessionMetrics, type SessionMetrics } from './session-metrics.ts';

/** Rendering takes several milliseconds, and anyone can request it. */
const maxRenderingShare = 0.1;

/** The server's metrics, in the Prometheus format. docs/monitoring.md lists their names. */
export interface Metrics extends SessionMetrics {
  /** @param operation the contract's name, or `other`. */
  readonly observeRequest: (operation: string, status: number, seconds: number) => void;
  /** Counts events that this process has appended to the log. */
  readonly countEvents: (count: number) => void;
  readonly countError: () => void;
  /**
   * Observes one request to a webhook.
   *
   * @param status of the reply; null if there was none, and `error` then begins with a failure code and a colon.
   */
  readonly observeAttempt: (
    disposition: 'delivered' | 'retry' | 'unsent' | 'dead-letter' | 'pre-action',
    status: number | null,
    error: string | null,
    seconds: number,
  ) => void;
  /** @param seconds that an access to the database has taken, with the time that it has waited for its turn. */
  readonly observeDatabase: (access: 'read' | 'write', seconds: number) => void;
  /** @param change 1 for an event stream that has opened, -1 for one that has closed. */
  readonly changeOpenStreams: (change: 1 | -1) => void;
  /** @param count returns the number of pending deliveries; called each time the metrics are rendered. */
  readonly watchBacklog: (count: () => Promise<number>) => void;
  /** @param lags returns the events that each log consumer has yet to read; called each time the metrics are rendered. */
  readonly watchConsumers: (lags: () => ReadonlyMap<string, number>) => void;
  /** @param lag returns the seconds by which the periodic jobs are late; called each time the metrics are rendered. */
  readonly watchScheduler: (lag: () => number) => void;
  /** The values of a metric as they are now; empty if there is no metric with that name. */
  readonly read: (name: string) => Promise<readonly MetricValue[]>;
  readonly render: () => Promise<string>;
  readonly contentType: string;
}

/** One value of a metric. */
export interface MetricValue {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  /** Of a histogram, the name of the metric with `_bucket`, `_sum` or `_count`. */
  readonly name: string | undefined;
}

let processMetrics: Registry | undefined;

/**
 * The metrics of the process, such as its memory. The library never stops its timer and its observer for them, so all
 * servers of a process share them.
 */
function openProcessMetrics(): Registry {
  if (processMetrics === undefined) {
    processMetrics = new Registry();
    collectDefaultMetrics({ register: processMetrics });
  }
  return processMetrics;
}

/** @param version is the label of the metric `colloquy_info`. */
export function createMetrics(version: string): Metrics {
  const registry = Registry.merge([openProcessMetrics()]);
  new Gauge({
    name: 'colloquy_info',
    help: 'Version of the server.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  const requests = new Histogram({
    name: 'colloquy_request_duration_seconds',
    help: 'Time from the arrival of a request to its reply, in seconds.',
    labelNames: ['operation', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  const events = new Counter({
    name: 'colloquy_events_total',
    help: 'Records that this process has written to the event log.',
    registers: [registry],
  });
  const errors = new Counter({
    name: 'colloquy_errors_total',
    help: 'Requests and background jobs that failed because of an error in the server.',
    registers: [registry],
  });
  const attempts = new Histogram({
    name: 'colloquy_webhook_attempt_duration_seconds',
    help: 'Time that a request to a webhook took, in seconds.',
    labelNames: ['result'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  const deliveries = new Counter({
    name: 'colloquy_webhook_deliveries_total',
    help: 'Webhook deliveries that this process has finished.',
    labelNames: ['state'],
    registers: [registry],
  });
  const database = new Histogram({
    name: 'colloquy_database_duration_seconds',
    help: 'Time that an access to the database took, in seconds. Some are measured, not all.',
    labelNames: ['access'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  const accesses = { read: database.labels('read'), write: database.labels('write') };
  const streams = new Gauge({
    name: 'colloquy_event_streams',
    help: 'Event streams that are open in this process.',
    registers: [registry],
  });
  for (const state of ['delivered', 'dead']) deliveries.inc({ state }, 0);
  // The library's lookup of a child by its labels costs more than the observation itself.
  const children = new Map<string, Map<number, ReturnType<typeof requests.labels>>>();
  return {
    observeRequest: (operation, status, seconds) => {
      const known = children.get(operation)?.get(status);
      if (known !== undefined) return known.observe(seconds);
      const child = requests.labels(operation, String(status));
      const ofOperation = children.get(operation) ?? new Map<number, typeof child>();
      children.set(operation, ofOperation.set(status, child));
      child.observe(seconds);
    },
    countEvents: (count) => events.inc(count),
    countError: () => errors.inc(),
    observeAttempt: (disposition, status, error, seconds) => {
      // The detail after the colon would make a series of its own for each text.
      const result =
        status === null ? (error?.split(':', 1)[0] ?? 'unknown') : `${Math.floor(status / 100)}xx`;
      attempts.observe({ result }, seconds);
      if (disposition === 'delivered' || disposition === 'dead-letter')
        deliveries.inc({ state: disposition === 'delivered' ? 'delivered' : 'dead' });
    },
    observeDatabase: (access, seconds) => accesses[access].observe(seconds),
    changeOpenStreams: (change) => streams.inc(change),
    ...createSessionMetrics(registry),
    watchBacklog: (count) => {
      new Gauge({
        name: 'colloquy_webhook_backlog',
        help: 'Pending webhook deliveries of all processes, counted up to 100,000.',
        registers: [registry],
        async collect() {
          this.set(await count().catch(() => Number.NaN));
        },
      });
    },
    watchConsumers: (lags) => {
      new Gauge({
        name: 'colloquy_consumer_lag',
        help: 'Records of the event log that a consumer has yet to read, as far as this process knows.',
        labelNames: ['consumer'],
        registers: [registry],
        collect() {
          for (const [consumer, lag] of lags()) this.set({ consumer }, lag);
        },
      });
    },
    watchScheduler: (lag) => {
      new Gauge({
        name: 'colloquy_scheduler_lag_seconds',
        help: 'Seconds by which the periodic jobs of this process, such as the timers, are late.',
        registers: [registry],
        collect() {
          this.set(lag());
        },
      });
    },
    read: async (name) => {
      const { values = [] } = (await registry.getSingleMetric(name)?.get()) ?? {};
      return values.map((each) => ({
        value: each.value,
        labels: each.labels,
        name: 'metricName' in each && typeof each.metricName === 'string' ? each.metricName : undefined,
      }));
    },
    render: shareRuns(() => registry.metrics(), maxRenderingShare),
    contentType: registry.contentType,
  };
}

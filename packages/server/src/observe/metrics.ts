import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts, for Prometheus. */
export interface Metrics {
  /** One finished request; `seconds` is how long it took. */
  readonly request: (operation: string, status: number, seconds: number) => void;
  readonly events: (count: number) => void;
  readonly countError: () => void;
  /** One request to a webhook, and what came of it: `status` is null where `error` says why. */
  readonly observeAttempt: (
    disposition: 'delivered' | 'retry' | 'dead-letter' | 'pre-action',
    status: number | null,
    error: string | null,
    seconds: number,
  ) => void;
  /** A stream of events that has opened, 1, or closed, -1. */
  readonly streams: (change: 1 | -1) => void;
  /** Asked at each look how many deliveries wait. */
  readonly watchBacklog: (count: () => Promise<number>) => void;
  /** Asked at each look how many records of the log each of its readers has yet to look at. */
  readonly watchConsumers: (lags: () => ReadonlyMap<string, number>) => void;
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** @param version is shown as a metric of its own. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'colloquy_info',
    help: 'Version of the server.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  const requests = new Histogram({
    name: 'colloquy_request_duration_seconds',
    help: 'Time from the arrival of a request to its reply.',
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
    help: 'Requests and background tasks that failed by our fault.',
    registers: [registry],
  });
  const attempts = new Histogram({
    name: 'colloquy_webhook_attempt_duration_seconds',
    help: 'Time of a request to a webhook.',
    labelNames: ['result'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  const deliveries = new Counter({
    name: 'colloquy_webhook_deliveries_total',
    help: 'Deliveries to webhooks that this process has ended.',
    labelNames: ['state'],
    registers: [registry],
  });
  const streams = new Gauge({
    name: 'colloquy_event_streams',
    help: 'Streams of events that are open in this process.',
    registers: [registry],
  });
  for (const state of ['delivered', 'dead']) deliveries.inc({ state }, 0);
  // Looking up a child by its labels costs more than observing.
  const children = new Map<string, Map<number, ReturnType<typeof requests.labels>>>();
  return {
    request: (operation, status, seconds) => {
      const known = children.get(operation)?.get(status);
      if (known !== undefined) return known.observe(seconds);
      const child = requests.labels(operation, String(status));
      const ofOperation = children.get(operation) ?? new Map<number, typeof child>();
      children.set(operation, ofOperation.set(status, child));
      child.observe(seconds);
    },
    events: (count) => events.inc(count),
    countError: () => errors.inc(),
    observeAttempt: (disposition, status, error, seconds) => {
      // Without what is told to people after the colon.
      const result =
        status === null ? (error?.split(':', 1)[0] ?? 'unknown') : `${Math.floor(status / 100)}xx`;
      attempts.observe({ result }, seconds);
      if (disposition === 'delivered' || disposition === 'dead-letter')
        deliveries.inc({ state: disposition === 'delivered' ? 'delivered' : 'dead' });
    },
    streams: (change) => streams.inc(change),
    watchBacklog: (count) => {
      new Gauge({
        name: 'colloquy_webhook_backlog',
        help: 'Deliveries to webhooks that wait, of all processes; no more than 100,000 are counted.',
        registers: [registry],
        async collect() {
          this.set(await count().catch(() => Number.NaN));
        },
      });
    },
    watchConsumers: (lags) => {
      new Gauge({
        name: 'colloquy_consumer_lag',
        help: 'Records of the event log that a reader has yet to look at, as far as this process knows.',
        labelNames: ['consumer'],
        registers: [registry],
        collect() {
          for (const [consumer, lag] of lags()) this.set({ consumer }, lag);
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

import { fetchMetricsHistory } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { type MetricsHistory, type MetricsSample, sampleIntervalMs } from '../../observe/metrics-history.ts';
import { instant } from '../../platform/instant.ts';
import { procedure } from '../../rest/handler.ts';

/** Mounts the samples of the metrics of this process. */
export function mountMetricsHistory(
  server: FastifyInstance,
  deps: EndpointDeps,
  { history, processSid }: { readonly history: Pick<MetricsHistory, 'samples'>; readonly processSid: string },
): void {
  mountEndpoint(
    server,
    deps,
    fetchMetricsHistory,
    procedure({
      async run({ accountSid, parameters: { limit = history.samples.length } }) {
        const samples = history.samples.slice(Math.max(history.samples.length - limit, 0));
        return {
          process_sid: processSid,
          interval_seconds: sampleIntervalMs / 1000,
          samples: samples.map((sample) => serializeSample(sample, accountSid)),
        };
      },
    }),
  );
}

const serializeSample = ({ time, requests, ...sample }: MetricsSample, accountSid: string) => ({
  date: instant(time),
  requests_2xx: round(requests[0]),
  requests_3xx: round(requests[1]),
  requests_4xx: round(requests[2]),
  requests_5xx: round(requests[3]),
  // What other accounts do is not the business of this one, except together.
  requests_of_account: round(sample.requestsByAccount.get(accountSid)),
  latency_p50: roundOrNull(sample.latency.p50),
  latency_p95: roundOrNull(sample.latency.p95),
  latency_p99: roundOrNull(sample.latency.p99),
  database_read_p50: roundOrNull(sample.databaseReads.p50),
  database_read_p99: roundOrNull(sample.databaseReads.p99),
  database_write_p50: roundOrNull(sample.databaseWrites.p50),
  database_write_p99: roundOrNull(sample.databaseWrites.p99),
  deliveries: round(sample.delivered),
  dead_deliveries: round(sample.dead),
  failed_attempts: round(sample.failedAttempts),
  pending_deliveries: sample.pendingDeliveries ?? null,
  sessions: sample.sessions,
  consumer_lags: sample.consumerLags,
  scheduler_lag: round(sample.schedulerLag),
  memory_bytes: sample.memoryBytes,
  cpu: round(sample.cpu),
  event_loop: round(sample.eventLoop),
});

const round = (value = 0): number => Math.round(value * 1000) / 1000;

const roundOrNull = (value: number | undefined): number | null => (value === undefined ? null : round(value));

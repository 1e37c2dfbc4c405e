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
      async run({ parameters: { limit = history.samples.length } }) {
        const samples = history.samples.slice(Math.max(history.samples.length - limit, 0));
        return {
          process_sid: processSid,
          interval_seconds: sampleIntervalMs / 1000,
          samples: samples.map(serializeSample),
        };
      },
    }),
  );
}

const serializeSample = ({ time, requests, latency, ...sample }: MetricsSample) => ({
  date: instant(time),
  requests_2xx: round(requests[0]),
  requests_3xx: round(requests[1]),
  requests_4xx: round(requests[2]),
  requests_5xx: round(requests[3]),
  latency_p50: latency.p50 === undefined ? null : round(latency.p50),
  latency_p95: latency.p95 === undefined ? null : round(latency.p95),
  latency_p99: latency.p99 === undefined ? null : round(latency.p99),
  deliveries: round(sample.delivered),
  dead_deliveries: round(sample.dead),
  failed_attempts: round(sample.failedAttempts),
  sessions: sample.sessions,
  consumer_lag: sample.consumerLag,
  memory_bytes: sample.memoryBytes,
  cpu: round(sample.cpu),
});

const round = (value = 0): number => Math.round(value * 1000) / 1000;

import type { Client } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type MetricsHistory = Awaited<ReturnType<Client['fetchMetricsHistory']>>;
export type MetricsSample = MetricsHistory['samples'][number];

/** One hour, as the server keeps them. */
const maxSamples = 360;
/** Samples that a refetch asks for: the newest one, and those that a busy browser may have missed. */
const refetchedSamples = 3;

/** The metrics of the last hour, of the process that replies. While the page is visible, new samples are added. */
export const metricsQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.metrics(),
    queryFn: async ({ signal, client: queryClient }) => {
      const before = queryClient.getQueryData<MetricsHistory>(queryKeys.metrics());
      if (before !== undefined) {
        const newest = await client.fetchMetricsHistory({ limit: refetchedSamples }, { signal });
        const history = appendSamples(before, newest);
        if (history !== undefined) return history;
      }
      return client.fetchMetricsHistory({}, { signal });
    },
    // No event announces a sample. The server takes one in ten seconds.
    refetchInterval: 5000,
  });

/**
 * Adds the newest samples to those that are known.
 *
 * @returns undefined if samples between them are missing, or if another process has replied.
 */
export function appendSamples(before: MetricsHistory, newest: MetricsHistory): MetricsHistory | undefined {
  const last = before.samples.at(-1)?.date.getTime() ?? Number.NEGATIVE_INFINITY;
  const added = newest.samples.filter(({ date }) => date.getTime() > last);
  if (before.processSid !== newest.processSid || added.length === newest.samples.length) return undefined;
  return { ...newest, samples: [...before.samples, ...added].slice(-maxSamples) };
}

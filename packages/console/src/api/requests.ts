import type { Client } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type RequestRecord = Awaited<ReturnType<Client['fetchRequests']>>['requests'][number];

type Filters = Pick<
  NonNullable<Parameters<Client['fetchRequests']>[0]>,
  'failed' | 'operation' | 'slowerThanMs'
>;

/** The last requests of the account to the process that replies, newest first. */
export const requestsQuery = (client: Client, filters: Filters) =>
  queryOptions({
    queryKey: [...queryKeys.requests(), filters],
    queryFn: ({ signal }) => client.fetchRequests({ ...filters, limit: 100 }, { signal }),
    // No event announces a request.
    refetchInterval: 2000,
  });

import type { Client } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type RealtimeSession = Awaited<ReturnType<Client['fetchRealtimeSessions']>>['sessions'][number];

/** The open sessions of client SDKs with the process that replies. */
export const realtimeSessionsQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.realtime(),
    queryFn: ({ signal }) => client.fetchRealtimeSessions({ limit: 200 }, { signal }),
    // No event announces a session.
    refetchInterval: 2000,
  });

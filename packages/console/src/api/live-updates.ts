import { hashKey, type Query, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { createContext } from 'react';
import type { Credentials } from '../session/credentials.ts';
import { createConsoleClient } from './client.ts';
import { isMoved, type ServerClock } from './clock.ts';
import { followEvents, runWhileVisible, waitFor } from './event-stream.ts';
import { invalidatedKeys } from './invalidated-keys.ts';
import { queryKeys } from './query-keys.ts';

/** Changes of this many milliseconds cause one refetch, so that a busy server does not keep the page busy. */
const coalesceMs = 150;

/**
 * How long after the stream opens the pages fetch again what they have fetched before. Few events are missed in that time,
 * and at once, the requests of a page that loads would be sent twice before it shows anything.
 */
const gapDelayMs = 1000;

/**
 * Keeps the queries of a session up to date: events of the account invalidate those that they concern.
 *
 * @param onConnected is called with whether updates arrive.
 * @returns a function that ends it.
 */
export function startLiveUpdates(
  queryClient: QueryClient,
  credentials: Credentials,
  onConnected: (connected: boolean) => void,
): () => void {
  const pending = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gapTimer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const keys = [...pending.values()];
    pending.clear();
    for (const queryKey of keys) {
      // A failed refetch is shown by its query.
      void queryClient.invalidateQueries({ queryKey, predicate: (query) => !isLoadingMore(query) });
      // A refetch now would cancel the page that the user has asked for.
      const busy = queryClient.getQueryCache().findAll({ queryKey, predicate: isLoadingMore });
      for (const query of busy) invalidate(query.queryKey);
    }
  };
  const invalidate = (queryKey: QueryKey) => {
    pending.set(hashKey(queryKey), queryKey);
    timer ??= setTimeout(flush, coalesceMs);
  };
  const stop = runWhileVisible((signal) => {
    void followEvents(
      {
        createClient: (fetch) => createConsoleClient(credentials, { fetch }),
        fetch: (url, init) => fetch(url, init),
        onEvent: ({ data, time }) => {
          invalidatedKeys(data).forEach(invalidate);
          const clock = queryClient.getQueryData<ServerClock>(queryKeys.clock());
          if (clock !== undefined && isMoved(clock, time, Date.now())) invalidate(queryKeys.clock());
        },
        onGap: () => {
          clearTimeout(gapTimer);
          gapTimer = setTimeout(() => invalidate([]), gapDelayMs);
        },
        onConnected,
        wait: waitFor,
      },
      signal,
    );
  });
  return () => {
    stop();
    clearTimeout(timer);
    clearTimeout(gapTimer);
  };
}

/** Whether a list is loading its next page. */
const isLoadingMore = ({ state: { fetchStatus, fetchMeta } }: Query): boolean =>
  fetchStatus === 'fetching' && fetchMeta?.fetchMore !== undefined;

/** Whether the pages are kept up to date. */
export const ConnectedContext = createContext(true);

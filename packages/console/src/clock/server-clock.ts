import { type Client, ColloquyError } from '@colloquy/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useClient } from '../api/client.ts';
import { queryKeys } from '../api/query-keys.ts';

/** How the clock of the server runs: at a distance from that of the browser, or not at all. */
type ServerClock =
  | { readonly offsetMs: number; readonly frozenAt?: undefined }
  | { readonly frozenAt: number };

/** Others can advance the test clock, too; no event reports it. */
const testClockIntervalMs = 5000;

/** The clock of the server: the test clock where there is one, or the time of this machine. */
const serverClockQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.clock(),
    queryFn: async ({ signal }): Promise<ServerClock & { readonly isTest: boolean }> => {
      try {
        const { now, frozen } = await client.fetchClock({ signal });
        return frozen
          ? { isTest: true, frozenAt: now.getTime() }
          : { isTest: true, offsetMs: now.getTime() - Date.now() };
      } catch (error) {
        // Without the test clock, its path does not exist.
        if (error instanceof ColloquyError && error.status === 404) return { isTest: false, offsetMs: 0 };
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data?.isTest ? testClockIntervalMs : false),
  });

/** The time by a clock of the server, when the clock of the browser shows `browserNow`. */
const timeBy = (clock: ServerClock, browserNow: number): number =>
  clock.frozenAt ?? browserNow + clock.offsetMs;

const seconds = createTicker(1000);
const minutes = createTicker(60_000);

/**
 * The time of the server in milliseconds.
 *
 * @param precision how often the component is rendered again.
 */
export function useServerNow(precision: 'second' | 'minute'): number {
  const { data: clock = { offsetMs: 0 } } = useQuery(serverClockQuery(useClient()));
  const ticker = precision === 'second' ? seconds : minutes;
  useSyncExternalStore(ticker.subscribe, ticker.get);
  return timeBy(clock, Date.now());
}

/** A store that changes at an interval, so that all times on a page change together. */
function createTicker(intervalMs: number) {
  return {
    get: () => Math.floor(Date.now() / intervalMs),
    subscribe: (listener: () => void) => {
      const timer = setInterval(listener, intervalMs);
      return () => clearInterval(timer);
    },
  };
}

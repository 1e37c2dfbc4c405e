import { useQuery } from '@tanstack/react-query';
import { createContext, use, useSyncExternalStore } from 'react';
import { useClient } from '../api/client.ts';
import { clockPollMs, type ServerClock, serverClockQuery, timeBy } from '../api/clock.ts';

/** Until the clock of the server is known, it is the browser's. */
const browserClock: ServerClock = { isTest: false, offsetMs: 0 };

/** The clock of the server, for {@link useServerNow}. A page can have hundreds of times, so they do not each observe the query. */
export const ServerClockContext = createContext<ServerClock>(browserClock);

// Four times a second, so that no second of a clock or a countdown is skipped.
const seconds = createTicker(250);
const minutes = createTicker(60_000);

/**
 * The time of the server in milliseconds.
 *
 * @param precision how often the component is rendered again.
 */
export function useServerNow(precision: 'second' | 'minute'): number {
  const clock = use(ServerClockContext);
  const ticker = precision === 'second' ? seconds : minutes;
  useSyncExternalStore(ticker.subscribe, ticker.get);
  return timeBy(clock, Date.now());
}

/** Follows the clock of the server. One component does it for all, because each would ask at a time of its own. */
export function useServerClock(): ServerClock {
  const { data: clock = browserClock } = useQuery({
    ...serverClockQuery(useClient()),
    refetchInterval: ({ state }) => (state.data?.isTest ? clockPollMs : false),
  });
  return clock;
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

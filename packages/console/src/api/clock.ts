import type { Client } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type ClockDue = Awaited<ReturnType<Client['fetchClockDue']>>;
export type DueItem = ClockDue['due'][number];

/** How often pages ask for what no event announces, such as an advance of the test clock. */
export const clockPollMs = 2000;

/** What the server does next, with the state of its clock. */
export const clockDueQuery = (client: Client) =>
  queryOptions({
    queryKey: [...queryKeys.clock(), 'due'],
    queryFn: ({ signal }) => client.fetchClockDue({ limit: 100 }, { signal }),
    refetchInterval: clockPollMs,
  });

/** How the clock of the server runs: at a distance from that of the browser, or not at all. */
export type ServerClock = { readonly isTest: boolean } & (
  | { readonly offsetMs: number; readonly frozenAt?: undefined }
  | { readonly frozenAt: number }
);

/** The clock of the server: the test clock where there is one, or the time of its machine. */
export const serverClockQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.clock(),
    queryFn: async ({ signal }): Promise<ServerClock> => {
      const { now, frozen, testClock } = await client.fetchClockDue({ limit: 1 }, { signal });
      return {
        isTest: testClock,
        ...(frozen ? { frozenAt: now.getTime() } : { offsetMs: now.getTime() - Date.now() }),
      };
    },
  });

/** The time by a clock of the server, when the clock of the browser shows `browserNow`; all in milliseconds. */
export const timeBy = (clock: ServerClock, browserNow: number): number =>
  clock.frozenAt ?? browserNow + clock.offsetMs;

/** An event arrives within this time, unless the page was away. */
const maxDelayMs = 2000;

/**
 * Whether an event shows that the test clock has been moved since it was read.
 *
 * @param eventTime when the event happened by the clock of the server.
 */
export const isMoved = (clock: ServerClock, eventTime: Date, browserNow: number): boolean =>
  clock.isTest && Math.abs(eventTime.getTime() - timeBy(clock, browserNow)) > maxDelayMs;

import { type Client, ColloquyError } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type ClockDue = Awaited<ReturnType<Client['fetchClockDue']>>;
export type DueItem = ClockDue['due'][number];

/** How often a page asks for what no event announces. */
const pollMs = 2000;

/** What the server does next, with its time. */
export const clockDueQuery = (client: Client) =>
  queryOptions({
    queryKey: [...queryKeys.clock(), 'due'],
    queryFn: ({ signal }) => client.fetchClockDue({ limit: 100 }, { signal }),
    refetchInterval: pollMs,
  });

/** Whether the server has the test clock; without it, the path does not exist. */
export const testClockQuery = (client: Client) =>
  queryOptions({
    queryKey: [...queryKeys.clock(), 'test-clock'],
    queryFn: ({ signal }) =>
      client.fetchClock({ signal }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ColloquyError && error.status === 404) return false;
          throw error;
        },
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

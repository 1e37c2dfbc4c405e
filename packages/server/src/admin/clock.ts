import { ApiError, missingParameter, parseDuration } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import type { TestClock } from '../platform/clock.ts';

const path = '/colloquy/v1/clock';

/** Stored dates have years of four digits. This leaves a century for the longest timers. */
const maxTimeMs = Date.UTC(9900, 0);

/**
 * Mounts the test clock: `GET` fetches its time, and `POST .../advance` with `Duration=PT10M` moves it forward and
 * replies when everything that is due by then has been done.
 */
export function mountClock(server: FastifyInstance, clock: TestClock, runDue: () => Promise<void>): void {
  const getNow = () => ({ now: new Date(clock.now()).toISOString() });
  server.get(path, getNow);
  server.post(`${path}/advance`, async ({ body }) => {
    const given = body instanceof Buffer ? new URLSearchParams(body.toString()).get('Duration') : null;
    if (given === null) throw missingParameter('Duration', 'post body');
    const duration = parseDuration(given);
    if (duration === undefined)
      throw new ApiError(20001, 'Duration must be an ISO 8601 duration, such as PT10M');
    if (clock.now() + duration > maxTimeMs) throw new ApiError(20001, 'The clock ends with the year 9899');
    clock.advance(duration);
    await runDue();
    return getNow();
  });
}

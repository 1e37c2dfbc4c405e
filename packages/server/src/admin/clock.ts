import { ApiError, missingParameter, parseDuration } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import type { TestClock } from '../platform/clock.ts';

const path = '/colloquy/v1/clock';

/** Stored dates have four digits of year; a century before, the longest timers still fit. */
const maxTimeMs = Date.UTC(9900, 0);

/**
 * The test clock: `GET` reads it, `POST .../advance` with `Duration=PT10M` moves it forward, and answers when all
 * that came due by then has been done.
 */
export function mountClock(server: FastifyInstance, clock: TestClock, runDue: () => Promise<void>): void {
  const now = () => ({ now: new Date(clock.now()).toISOString() });
  server.get(path, now);
  server.post(`${path}/advance`, async ({ body }) => {
    const given = body instanceof Buffer ? new URLSearchParams(body.toString()).get('Duration') : null;
    if (given === null) throw missingParameter('Duration', 'post body');
    const duration = parseDuration(given);
    if (duration === undefined)
      throw new ApiError(20001, 'Duration must be an ISO 8601 duration, such as PT10M');
    if (clock.now() + duration > maxTimeMs) throw new ApiError(20001, 'The clock ends with the year 9899');
    clock.advance(duration);
    await runDue();
    return now();
  });
}

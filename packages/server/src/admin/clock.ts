import { ApiError, missingParameter, parseDuration } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { parseForm } from '../http/form.ts';
import { json, send } from '../http/reply.ts';
import type { TestClock } from '../platform/clock.ts';

const path = '/colloquy/v1/clock';

/**
 * The test clock: `GET` reads it, `POST .../advance` with `Duration=PT10M` moves it forward, and answers when all
 * that came due by then has been done.
 */
export function mountClock(server: FastifyInstance, clock: TestClock, runDue: () => Promise<void>): void {
  const now = () => JSON.stringify({ now: new Date(clock.now()).toISOString() });
  server.get(path, (_request, reply) => reply.type(json).send(now()));
  server.post(`${path}/advance`, async (request, reply) => {
    const { Duration: given } = typeof request.body === 'string' ? parseForm(request.body) : {};
    if (typeof given !== 'string') throw missingParameter('Duration', 'post body');
    const duration = parseDuration(given);
    if (duration === undefined) throw new ApiError(20001, 'Duration must be an ISO 8601 duration, such as PT10M');
    clock.advance(duration);
    await runDue();
    send(reply, 200, now());
    return reply;
  });
}

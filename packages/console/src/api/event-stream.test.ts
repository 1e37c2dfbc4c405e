import { createClient } from '@colloquy/client';
import { expect, test } from 'vitest';
import { followEvents } from './event-stream.ts';

const event = (id: number) =>
  `id: ${id}\ndata: ${JSON.stringify({ id: String(id), time: '2026-01-01T00:00:00.000Z', type: 't', data: {} })}\n\n`;
const stream = (...ids: readonly number[]) =>
  new Response(`id: 0\n\n${ids.map(event).join('')}`, { headers: { 'content-type': 'text/event-stream' } });
const refusal = (status: number) => Response.json({ code: 20001, message: 'refused', status }, { status });

/**
 * Follows a server that replies in turn, until it has no further reply; then the page is closed.
 *
 * @returns what happened, in order.
 */
async function follow(replies: readonly (Response | 'no connection')[]): Promise<string[]> {
  const happened: string[] = [];
  const controller = new AbortController();
  const left = [...replies];
  await followEvents(
    {
      createClient: (fetch) =>
        createClient({ baseUrl: 'http://localhost', username: 'AC1', password: 'secret', fetch }),
      fetch: async (url) => {
        happened.push(`after ${new URL(url).searchParams.get('after') ?? 'now'}`);
        const reply = left.shift();
        if (left.length === 0) controller.abort();
        if (reply === undefined || reply === 'no connection') throw new TypeError('refused');
        return reply;
      },
      onEvent: ({ id }) => happened.push(`event ${id}`),
      onGap: () => happened.push('gap'),
      onConnected: (connected) => happened.push(connected ? 'open' : 'lost'),
      wait: async (milliseconds) => void happened.push(`wait ${milliseconds}`),
    },
    controller.signal,
  );
  return happened;
}

test('a stream that ends is resumed after its last event, and nothing is missed', async () => {
  expect(await follow([stream(3, 5), stream(8), 'no connection'])).toEqual([
    ...['after now', 'open', 'gap', 'event 3', 'event 5', 'lost', 'wait 500'],
    ...['after 5', 'open', 'event 8', 'lost', 'wait 500'],
    'after 8',
  ]);
});

test('a server that cannot be reached is asked at growing intervals', async () => {
  const waits = (await follow(Array.from({ length: 8 }, () => 'no connection' as const))).filter((text) =>
    text.startsWith('wait'),
  );
  expect(waits).toEqual(
    [500, 1000, 2000, 4000, 8000, 15_000, 15_000].map((milliseconds) => `wait ${milliseconds}`),
  );
});

test.each([410, 400])('after a %d, the stream begins anew, with a gap', async (status) => {
  expect(await follow([stream(3), refusal(status), stream(9), 'no connection'])).toEqual([
    ...['after now', 'open', 'gap', 'event 3', 'lost', 'wait 500'],
    ...['after 3', 'lost', 'wait 1000'],
    ...['after now', 'open', 'gap', 'event 9', 'lost', 'wait 500'],
    'after 9',
  ]);
});

test('credentials that are refused end the stream', async () => {
  expect(await follow([refusal(401), stream(1)])).toEqual(['after now', 'lost']);
});

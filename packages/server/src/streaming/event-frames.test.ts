import { expect, test } from 'vitest';
import { loggedEvent } from '../../test/logged-event.ts';
import { streamFrames } from './event-frames.ts';

test('a chunk has a bounded length however long the events are, and all events arrive in order', async () => {
  const length = 100_000;
  const events = Array.from({ length: 30 }, (_, index) =>
    loggedEvent({
      position: index + 1,
      properties: JSON.stringify({ body: 'x'.repeat(index % 3 === 0 ? 10 : length) }),
    }),
  );
  const abort = new AbortController();
  const reads: number[] = [];
  const stream = streamFrames({
    tail: {
      read: async (position, limit = events.length) => {
        const found = events.slice(position, position + limit);
        reads.push(found.length);
        return found;
      },
      wait: async () => abort.abort(),
    },
    position: 0,
    wants: () => true,
    signal: abort.signal,
    heartbeatMs: 60_000,
    stallTimeoutMs: 60_000,
    onStall: () => expect.fail('The stream is read.'),
  });
  const chunks: string[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(2 * length);
  const ids = [...chunks.join('').matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(ids).toEqual([0, ...events.map(({ position }) => position)]);
  expect(reads.reduce((sum, read) => sum + read)).toBeLessThan(3 * events.length);
});

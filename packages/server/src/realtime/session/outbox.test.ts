import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TickBatcher } from '../../platform/tick-batcher.ts';
import { Outbox } from './outbox.ts';

/** A socket that records how many frames each write has; `release` lets it take the next one. */
function createSocket() {
  const writes: number[] = [];
  const releases: (() => void)[] = [];
  const socket = new Writable({
    writev: (chunks, done) => {
      writes.push(chunks.length);
      releases.push(done);
    },
  });
  return { socket, writes, release: () => releases.shift()?.() };
}

test('the frames of one tick are one write, in their order', async () => {
  const { socket, writes, release } = createSocket();
  const outbox = new Outbox(socket, new TickBatcher());
  for (let n = 0; n < 10; n++) expect(outbox.add(Buffer.alloc(100))).toBe(true);
  expect(writes).toEqual([]);
  await setImmediate();
  expect(writes).toEqual([10]);
  release();
  outbox.add(Buffer.alloc(1));
  await setImmediate();
  expect(writes).toEqual([10, 1]);
});

test('frames that the socket takes at once are accepted without a limit within one tick', () => {
  const socket = new Writable({ writev: (_chunks, done) => done() });
  const outbox = new Outbox(socket, new TickBatcher());
  for (let n = 0; n < 100; n++) expect(outbox.add(Buffer.alloc(100_000))).toBe(true);
});

test('no frame is accepted after 1 MB that the socket has not taken, and a large one alone is', () => {
  const { socket, release } = createSocket();
  const outbox = new Outbox(socket, new TickBatcher());
  expect(outbox.add(Buffer.alloc(3_000_000))).toBe(true);
  outbox.flush();
  expect(outbox.add(Buffer.alloc(1))).toBe(false);
  release();
  expect(outbox.add(Buffer.alloc(1))).toBe(true);
});

test('nothing is written to a socket that is destroyed', () => {
  const { socket, writes } = createSocket();
  const outbox = new Outbox(socket, new TickBatcher());
  outbox.add(Buffer.alloc(1));
  socket.destroy();
  outbox.flush();
  expect(writes).toEqual([]);
});

import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TickBatcher } from '../../platform/tick-batcher.ts';
import { Outbox } from './outbox.ts';

/** A socket that records the chunks of each write; `release` lets it take the next one. */
function createSocket() {
  const writes: Buffer[][] = [];
  const releases: (() => void)[] = [];
  const socket = new Writable({
    writev: (chunks, done) => {
      writes.push(chunks.map(({ chunk }) => chunk));
      releases.push(done);
    },
  });
  return { socket, writes, release: () => releases.shift()?.() };
}

test('the frames of one tick are one write, in their order', async () => {
  const { socket, writes, release } = createSocket();
  const outbox = new Outbox(socket, new TickBatcher());
  for (const text of ['a', 'b', 'c']) expect(outbox.add(Buffer.from(text))).toBe(true);
  expect(writes).toEqual([]);
  await setImmediate();
  expect(writes).toEqual([[Buffer.from('abc')]]);
  release();
  outbox.add(Buffer.from('d'));
  await setImmediate();
  expect(writes[1]).toEqual([Buffer.from('d')]);
});

test('sessions that are sent the same frames share the bytes, and others do not', async () => {
  const [first, second, third] = [createSocket(), createSocket(), createSocket()];
  const batcher = new TickBatcher();
  const [a, b, c] = ['a', 'b', 'c'].map((text) => Buffer.from(text));
  const send = (socket: Writable, frames: readonly (Buffer | undefined)[]) => {
    const outbox = new Outbox(socket, batcher);
    for (const frame of frames) if (frame !== undefined) outbox.add(frame);
  };
  send(first.socket, [a, b]);
  send(second.socket, [a, b]);
  send(third.socket, [a, c]);
  await setImmediate();
  expect(first.writes).toEqual([[Buffer.from('ab')]]);
  expect(second.writes[0]?.[0]).toBe(first.writes[0]?.[0]);
  expect(third.writes).toEqual([[Buffer.from('ac')]]);
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

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { clientFrame, RawSocket } from '../../../../../tests/support/realtime/raw-socket.ts';
import { frameBytes } from '../../../../../tests/support/realtime/session-client.ts';
import { startSessions, stopSessions } from '../../../test/sessions-server.ts';
import { filterAcknowledgements } from './acknowledgement-filter.ts';

afterEach(stopSessions);

const acknowledgement = clientFrame(
  frameBytes({ id: `TM${'0'.repeat(32)}`, method: 'reply', status: { code: 200, status: 'OK' } }),
);

const init = clientFrame(frameBytes({ method: 'init', id: 'a', token: 'alice' }));

const request = (body: string) =>
  clientFrame(frameBytes({ method: 'message', id: 'b', http_request: { method: 'POST', path: '/' } }, body));

async function openSession() {
  const server = await startSessions();
  const socket = await RawSocket.upgrade(server.port);
  socket.write(init);
  await expect.poll(() => server.sessions.counts.open).toBe(1);
  return { ...server, socket };
}

test('what reads the socket gets everything except acknowledgements', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  const socket = await accepted;
  const taken: number[] = [];
  const read: Buffer[] = [];
  filterAcknowledgements(
    socket,
    () => true,
    (count) => taken.push(count),
  );
  socket.on('data', (data) => read.push(data));
  client.write(acknowledgement);
  await expect.poll(() => taken).toEqual([1]);
  client.end(init);
  await once(socket, 'end');
  expect(Buffer.concat(read)).toEqual(init);
  server.close();
});

test('acknowledgements are counted as frames, and are signs of life', async () => {
  const { sessions, socket, pass, ends } = await openSession();
  using _socket = socket;
  pass(60_000);
  socket.write(Buffer.concat([acknowledgement, acknowledgement]));
  await expect.poll(() => sessions.counts.in).toBe(3);
  pass(60_000);
  expect(ends).toEqual([]);
});

test('frames around acknowledgements are read, however they are divided', async () => {
  const { sessions, socket, requests } = await openSession();
  using _socket = socket;
  const all = Buffer.concat([request('1'), acknowledgement, acknowledgement, request('2'), acknowledgement]);
  let count = 1;
  for (let cut = 0; cut < all.length; cut += 23) {
    socket.write(all.subarray(0, cut));
    await expect.poll(() => sessions.counts.heldBytes > 0 || sessions.counts.in >= count).toBe(true);
    socket.write(all.subarray(cut));
    count += 5;
    await expect.poll(() => sessions.counts.in).toBe(count);
  }
  const bodies = requests.map(({ body }) => body);
  expect(bodies).toEqual(bodies.map((_, index) => (index % 2 === 0 ? '1' : '2')));
  expect(sessions.counts.heldBytes).toBe(0);
});

test('what looks like an acknowledgement in the middle of a frame belongs to the frame', async () => {
  const { sessions, socket, requests } = await openSession();
  using _socket = socket;
  // It is not UTF-8, so that the frame is malformed.
  const whole = clientFrame(Buffer.concat([frameBytes({ method: 'message', id: 'b' }), acknowledgement]));
  socket.write(whole.subarray(0, -acknowledgement.length));
  await expect.poll(() => sessions.counts.heldBytes).toBe(whole.length - acknowledgement.length);
  socket.write(acknowledgement);
  // Alone, so that the server reads it in one piece.
  await expect.poll(() => sessions.counts.in).toBe(2);
  expect(sessions.counts.heldBytes).toBe(0);
  socket.write(request('after'));
  await expect.poll(() => requests.length).toBe(1);
  expect(requests.map(({ body }) => body)).toEqual(['after']);
});

test('a frame that has begun before the client was accepted is read to its end', async () => {
  const server = await startSessions();
  using socket = await RawSocket.upgrade(server.port);
  const whole = request(acknowledgement.toString('latin1'));
  socket.write(Buffer.concat([init, whole.subarray(0, 20)]));
  await expect.poll(() => server.sessions.counts.open).toBe(1);
  expect(server.sessions.counts.heldBytes).toBe(20);
  socket.write(whole.subarray(20));
  await expect.poll(() => server.requests.length).toBe(1);
});

test('before the client is accepted, acknowledgements are frames that a correct client does not send', async () => {
  const server = await startSessions();
  using socket = await RawSocket.upgrade(server.port);
  socket.write(Buffer.concat(Array.from({ length: 5 }, () => acknowledgement)));
  await expect.poll(() => server.ends).toEqual(['protocol-error']);
});

import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { clientFrame, RawSocket } from '../../../../../tests/support/realtime/raw-socket.ts';
import { frameBytes } from '../../../../../tests/support/realtime/session-client.ts';
import { startSessions, stopSessions } from '../../../test/sessions-server.ts';
import { encodeNotification } from '../codec/notification.ts';

afterEach(stopSessions);

test('when all sessions together leave too much unread, those that have left the most are dropped', async () => {
  const server = await startSessions({}, { maxHeldBytes: 200_000 });
  await server.open('bob');
  using socket = await RawSocket.upgrade(server.port);
  socket.send(frameBytes({ method: 'init', id: 'a', token: 'alice' }));
  socket.pause();
  await expect.poll(() => server.sessions.counts.open).toBe(2);
  const alice = server.opened.find(({ user }) => user.identity === 'alice');
  const frame = encodeNotification('a', JSON.stringify('x'.repeat(50_000)));
  let unsentBytes = 0;
  for (let sent = 0; server.ends.length === 0 && sent < 1000; sent++) {
    alice?.send(frame);
    // Less than the maximum of one session.
    expect(server.ends).toEqual([]);
    await setImmediate();
    unsentBytes = server.sessions.counts.unsentBytes;
    server.sessions.runDue();
  }
  expect(server.ends).toEqual(['slow']);
  expect(unsentBytes).toBeGreaterThan(200_000);
  expect(server.sessions.counts.open).toBe(1);
});

test('when frames that are not complete have too many bytes together, the largest are dropped', async () => {
  const server = await startSessions({}, { maxHeldBytes: 200_000 });
  const bob = await server.open('bob');
  using socket = await RawSocket.upgrade(server.port);
  socket.send(frameBytes({ method: 'init', id: 'a', token: 'alice' }));
  await expect.poll(() => server.sessions.counts.open).toBe(2);
  const heldBytes = () => server.sessions.counts.heldBytes;
  // The frame begins, and does not end.
  socket.write(clientFrame(Buffer.alloc(150_000), { length: 500_000 }));
  await expect.poll(heldBytes).toBe(150_014);
  server.sessions.runDue();
  expect(server.ends).toEqual([]);
  // No check has to become due.
  socket.write(Buffer.alloc(100_000));
  await expect.poll(() => server.ends).toEqual(['slow']);
  expect((await bob.request('GET', '/')).header).toMatchObject({ http_status: { code: 200 } });
});

test('connections whose clients have not been accepted are among those that are dropped', async () => {
  const server = await startSessions({}, { maxHeldBytes: 40_000 });
  const sockets = await Promise.all(Array.from({ length: 20 }, () => RawSocket.upgrade(server.port)));
  for (const socket of sockets) socket.write(clientFrame(Buffer.alloc(4000), { length: 500_000 }));
  await expect.poll(() => server.ends.length).toBeGreaterThan(9);
  expect(server.sessions.counts.heldBytes).toBeLessThanOrEqual(40_000);
  for (const socket of sockets) socket[Symbol.dispose]();
});

test('what a session has received completely does not count as held', async () => {
  const server = await startSessions();
  const client = await server.open('alice');
  for (const length of [1, 200, 70_000, 500_000])
    await client.request('POST', '/', {}, JSON.stringify('x'.repeat(length)));
  expect(server.sessions.counts.heldBytes).toBe(0);
});

test('requests with long frames wait for each other', async () => {
  const replies = Promise.withResolvers<{ status: number; body: string }>();
  let inProgress = 0;
  const server = await startSessions({
    request: () => {
      inProgress++;
      return replies.promise;
    },
  });
  const client = await server.open('alice');
  for (let n = 0; n < 4; n++)
    client.send(
      'message',
      { http_request: { method: 'POST', path: '/' } },
      JSON.stringify('x'.repeat(900_000)),
    );
  await expect.poll(() => inProgress).toBe(2);
  await expect.poll(() => server.sessions.counts.heldBytes).toBeGreaterThan(2_700_000);
  replies.resolve({ status: 200, body: '{}' });
  for (let n = 0; n < 4; n++) await client.next('reply');
  await expect.poll(() => server.sessions.counts.heldBytes).toBe(0);
});

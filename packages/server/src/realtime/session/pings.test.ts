import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { RawSocket } from '../../../../../tests/support/realtime/raw-socket.ts';
import { frameBytes } from '../../../../../tests/support/realtime/session-client.ts';
import { startSessions, stopSessions } from '../../../test/sessions-server.ts';
import { encodeNotification } from '../codec/notification.ts';
import type { TunnelledReply } from './session.ts';

afterEach(stopSessions);

describe('pings', () => {
  test('a session is pinged every 30 seconds and stays while its client answers', async () => {
    const server = await startSessions();
    const client = await server.open('alice');
    for (let round = 0; round < 5; round++) {
      server.pass(30_000);
      const { header } = await client.next('ping');
      client.send('reply', { id: header['id'] });
      await client.call('put_notification_ctx');
    }
    expect(server.ends).toEqual([]);
  });

  test('a client that sends nothing for 75 seconds is dropped', async () => {
    const server = await startSessions();
    const client = await server.open('alice');
    server.pass(74_999);
    server.pass(1);
    await client.closed;
    expect(server.ends).toEqual(['silent']);
  });

  test('a client is not silent while the server does not read what it sends', async () => {
    const reply = Promise.withResolvers<TunnelledReply>();
    const server = await startSessions({ request: () => reply.promise });
    const client = await server.open('alice');
    for (let n = 0; n < 66; n++) client.send('message', { http_request: { method: 'GET', path: '/' } });
    await expect.poll(() => server.sessions.counts.in).toBeGreaterThan(65);
    server.pass(80_000);
    await client.next('ping');
    server.pass(80_000);
    await client.next('ping');
    reply.resolve({ status: 200, body: '{}' });
    for (let n = 0; n < 66; n++) await client.next('reply');
    expect(server.ends).toEqual([]);
  });

  test('a client that reads nothing is dropped when 1 MB is unsent, and not before', async () => {
    const server = await startSessions();
    using socket = await RawSocket.upgrade(server.port);
    socket.send(frameBytes({ method: 'init', id: 'a', token: 'alice' }));
    socket.pause();
    await expect.poll(() => server.sessions.counts.open).toBe(1);
    const frame = encodeNotification('a', JSON.stringify('x'.repeat(100_000)));
    let sent = 0;
    while (server.ends.length === 0 && sent < 1000) {
      server.opened[0]?.send(frame);
      sent++;
      await setImmediate();
    }
    expect(server.ends).toEqual(['slow']);
    // The kernel has taken a few more than that.
    expect(sent).toBeGreaterThan(10);
    expect(sent).toBeLessThan(200);
  });
});

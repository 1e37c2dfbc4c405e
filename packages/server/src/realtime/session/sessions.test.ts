import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { upgradeRequest } from '../../../../../tests/support/realtime/raw-socket.ts';
import { statusOf } from '../../../../../tests/support/realtime/session-client.ts';
import { startSessions, stopSessions } from '../../../test/sessions-server.ts';
import { encodeNotification } from '../codec/notification.ts';
import type { TunnelledReply } from './session.ts';

afterEach(stopSessions);

describe('init', () => {
  test('the reply has a continuation token, with which the same user reconnects', async () => {
    const server = await startSessions();
    const first = await server.client().init('alice');
    expect(first.header).toMatchObject({
      id: 'TM-1',
      status: { code: 200, status: 'OK' },
      continuation_token: expect.stringMatching(/^CT\w{32}$/),
      continuation_token_status: { reissued: true, reissue_reason: 'MISSING' },
      capabilities: ['client_update'],
    });
    const { continuation_token } = first.header;
    const again = await server.client().init('alice', { continuation_token });
    expect(again.header).toMatchObject({
      continuation_token,
      continuation_token_status: { reissued: false },
    });
    const other = await server.client().init('bob', { continuation_token });
    expect(other.header['continuation_token_status']).toMatchObject({ reissue_reason: 'DIFFERENT_IDENTITY' });
    expect(other.header['continuation_token']).not.toBe(continuation_token);
  });

  test('a token that is not valid is refused with the code of the error, and the session is not opened', async () => {
    const server = await startSessions();
    const reply = await server.client().init('expired');
    expect(statusOf(reply)).toEqual({
      code: 401,
      status: 'UNAUTHORIZED',
      description: 'Access Token expired or expiration date invalid',
      errorCode: 20104,
    });
    expect(statusOf(await server.client().call('init', { token: 7 }))).toMatchObject({ errorCode: 20101 });
    expect(server.opened).toEqual([]);
    expect(server.closed).toEqual([]);
  });

  test('a failure of the listener is a reply with 500, and is reported', async () => {
    const error = new Error('broken');
    const server = await startSessions({ opened: () => Promise.reject(error) });
    expect(statusOf(await server.client().init('alice'))).toMatchObject({ code: 500 });
    expect(server.errors).toEqual([error]);
    await expect.poll(() => server.closed).toEqual(['alice']);
  });

  test.each([
    ['an identity', ['alice', 'alice'], 'alice'],
    ['an account', ['a', 'b', 'c', 'd'], 'e'],
  ])('the session beyond the limit of %s gets 429 with a time to wait', async (_, tokens, next) => {
    const server = await startSessions();
    const clients = await Promise.all(tokens.map(server.open));
    const reply = await server.client().init(next);
    expect(statusOf(reply)).toMatchObject({ code: 429 });
    expect(JSON.parse(reply.payload)).toEqual({
      backoff_policy: { reconnect_min_ms: 5000, reconnect_max_ms: 60_000 },
    });
    clients[0]?.send('close');
    await clients[0]?.closed;
    await server.open(next);
  });

  test('a client that sends no init for 10 seconds is dropped', async () => {
    const server = await startSessions();
    const client = server.client();
    await client.connected;
    server.pass(9999);
    server.pass(1);
    await client.closed;
    expect(server.ends).toEqual(['no-init']);
  });
});

describe('a session', () => {
  test('passes requests to the listener as they were sent, and returns the replies', async () => {
    const server = await startSessions();
    const client = await server.open('alice');
    const more = { params: { A: 'a%20b', B: ['1', '2'] }, headers: { 'X-Twilio-Mutation-Id': 'm' } };
    const reply = await client.request('POST', '/v1/a%2Fb', more, '{"ü":1}');
    expect(server.requests).toEqual([
      {
        method: 'POST',
        path: '/v1/a%2Fb',
        params: more.params,
        headers: { 'x-twilio-mutation-id': 'm' },
        body: '{"ü":1}',
      },
    ]);
    expect(reply).toMatchObject({
      header: { status: { code: 200 }, http_status: { code: 200, status: 'OK' } },
      payload: '{"a":1}',
    });
  });

  test.each([
    ['none', undefined],
    ['a number', 7],
    ['one without a path', { method: 'GET' }],
    ['one with a path that is not absolute', { method: 'GET', path: 'a' }],
    ['one with parameters that are objects', { method: 'GET', path: '/', params: { a: {} } }],
  ])('a message whose request is %s gets 400', async (_, http_request) => {
    const client = await (await startSessions()).open('alice');
    const reply = await client.call('message', { http_request });
    expect(reply.header).toMatchObject({ status: { code: 200 }, http_status: { code: 400 } });
  });

  test('a request that fails gets 500, and the error is reported', async () => {
    const error = new Error('broken');
    const server = await startSessions({ request: () => Promise.reject(error) });
    const client = await server.open('alice');
    const reply = await client.request('GET', '/');
    expect(reply.header['http_status']).toMatchObject({ code: 500 });
    expect(server.errors).toEqual([error]);
  });

  test('starts 64 requests at a time, and the others when replies have been sent', async () => {
    const replies: ((reply: TunnelledReply) => void)[] = [];
    const server = await startSessions({ request: () => new Promise((resolve) => replies.push(resolve)) });
    const client = await server.open('alice');
    for (let n = 0; n < 100; n++) client.send('message', { http_request: { method: 'GET', path: '/' } });
    await expect.poll(() => replies.length).toBe(64);
    for (let n = 0; n < 100; n++) {
      await expect.poll(() => replies.length).toBe(Math.min(100, 64 + n));
      replies[n]?.({ status: 200, body: '' });
      await client.next('reply');
    }
  });

  test('sends a notification to all sessions as one buffer', async () => {
    const server = await startSessions();
    const clients = [await server.open('alice'), await server.open('bob')];
    const frame = encodeNotification('twilio.sync.event', '{"ü":1}');
    for (const session of server.opened) session.send(frame);
    for (const client of clients) {
      const { header, payload } = await client.next('notification');
      expect(header['message_type']).toBe('twilio.sync.event');
      expect(payload).toBe('{"ü":1}');
      client.send('reply', { id: header['id'], status: { code: 200, status: 'OK' } });
    }
    expect(server.sessions.counts).toMatchObject({ open: 2, out: 4 });
  });

  test('ends with the status that the listener gives', async () => {
    const server = await startSessions();
    const client = await server.open('alice');
    server.opened[0]?.close({ code: 308, status: 'OFFLOAD', description: 'busy' });
    const { header } = await client.next('close');
    expect(statusOf({ header, payload: '' })).toEqual({ code: 308, status: 'OFFLOAD', description: 'busy' });
    await expect.poll(() => server.closed).toEqual(['alice']);
    server.pass(5000);
    await client.closed;
    expect(server.ends).toEqual(['ended']);
  });

  test('ends when the client says so, and when its socket is lost', async () => {
    const server = await startSessions();
    const [first, second] = [await server.open('alice'), await server.open('bob')];
    first.send('close');
    expect(await first.closed).toBe(1000);
    second.close();
    await second.closed;
    await expect.poll(() => server.closed).toEqual(['alice', 'bob']);
    expect(server.sessions.counts.open).toBe(0);
  });

  test('confirms notification contexts and ignores telemetry and unknown methods', async () => {
    const client = await (await startSessions()).open('alice');
    client.send('telemetry.v1');
    client.send('other');
    client.sendBytes('text');
    const { header } = await client.call('put_notification_ctx');
    expect(header).toMatchObject({ id: 'TM-4', status: { code: 200 } });
  });

  test('ends after five frames that cannot be read', async () => {
    const server = await startSessions();
    const client = await server.open('alice');
    for (let n = 0; n < 5; n++) client.sendBytes(Buffer.from('TWILSOCK V3.0 x\r\n'));
    expect(await client.closed).toBe(1002);
    expect(server.ends).toEqual(['protocol-error']);
  });
});

describe('a server that stops', () => {
  test('finishes the requests in flight, closes the sockets with 1001, and accepts no others', async () => {
    const reply = Promise.withResolvers<TunnelledReply>();
    const server = await startSessions({ request: () => reply.promise });
    const [busy, idle] = [await server.open('alice'), await server.open('bob')];
    busy.send('message', { http_request: { method: 'GET', path: '/' } });
    await busy.call('put_notification_ctx');
    server.sessions.drain(1000);
    server.pass(500);
    expect(await idle.closed).toBe(1001);
    await expect(server.client().connected).rejects.toThrow();
    reply.resolve({ status: 200, body: '{}' });
    expect((await busy.next('reply')).payload).toBe('{}');
    expect(await busy.closed).toBe(1001);
    await expect.poll(() => server.closed.toSorted()).toEqual(['alice', 'bob']);
    expect(server.ends).toEqual(['stopping', 'stopping']);
  });

  test('spreads the closing of the sockets over the grace', async () => {
    const server = await startSessions();
    for (const token of ['a', 'b', 'c', 'd']) await server.open(token);
    server.sessions.drain(1000);
    expect(server.ends).toHaveLength(1);
    server.pass(250);
    expect(server.ends).toHaveLength(2);
    server.pass(500);
    expect(server.ends).toHaveLength(4);
  });
});

test.each(['/', '/v3/wsconnect/more', '/v1/Conversations'])('a socket for %s gets 404', async (path) => {
  const server = await startSessions();
  const socket = connect(server.port, '127.0.0.1');
  socket.write(upgradeRequest(path));
  const [data] = await once(socket, 'data');
  expect(String(data)).toMatch(/^HTTP\/1\.1 404 Not Found\r\n[\s\S]*"code":20404/);
  await once(socket, 'close');
});

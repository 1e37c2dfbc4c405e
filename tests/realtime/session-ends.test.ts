import { describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { type SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startTime } from '../support/start-time.ts';
import { SessionServer } from './support/session-server.ts';

describe.each(engines)('on %s', (engine) => {
  const start = () => SessionServer.start(engine);

  async function open(
    running: SessionServer,
    token = signAccessToken(running.service),
  ): Promise<SessionClient> {
    const client = running.connect();
    expect(statusOf(await client.init(token))).toMatchObject({ code: 200 });
    return client;
  }

  test('a session ends when the test moves the clock past its token', async () => {
    await using running = await start();
    const client = await open(running);
    await running.server.advance('PT57M');
    expect((await client.next('client_update')).header).toMatchObject({
      client_update_type: 'token_about_to_expire',
    });
    const later = { claims: { exp: startTime.getTime() / 1000 + 7200 } };
    const renewed = signAccessToken(running.service, later);
    expect(statusOf(await client.call('update', { token: renewed }))).toMatchObject({ code: 200 });
    await running.server.advance('PT1H');
    await client.next('client_update');
    await running.server.advance('PT3M');
    expect(statusOf(await client.next('close'))).toMatchObject({ code: 410 });
  });

  test('a session ends when the API key of its token is deleted', async () => {
    await using running = await start();
    const keys = `/2010-04-01/Accounts/${account.sid}/Keys`;
    const { text } = await running.call('POST', `${keys}.json`, { FriendlyName: 'Chat' });
    const { sid, secret } = JSON.parse(text);
    const client = await open(running, signAccessToken(running.service, { claims: { iss: sid }, secret }));
    expect(await running.call('DELETE', `${keys}/${sid}.json`)).toMatchObject({ status: 204 });
    expect(statusOf(await client.next('close'))).toMatchObject({ code: 401 });
  });

  test('sessions of a deleted service end, and those of others stay', async () => {
    await using running = await start();
    const kept = await createChatService(running.server);
    const [client, other] = [await open(running), await open(running, signAccessToken(kept))];
    expect((await running.call('DELETE', `/v1/Services/${running.service}`)).status).toBe(204);
    expect(statusOf(await client.next('close'))).toMatchObject({ code: 401 });
    expect((await other.request('GET', '/Client/v2/Configuration')).header).toMatchObject({
      http_status: { code: 200 },
    });
  });

  test('a reset ends all sessions, and their tokens are refused', async () => {
    await using running = await start();
    const another = await createChatService(running.server);
    const clients = [await open(running), await open(running, signAccessToken(another))];
    await running.server.reset();
    for (const client of clients) expect(statusOf(await client.next('close'))).toMatchObject({ code: 401 });
    const again = await running.connect().init(signAccessToken(running.service));
    expect(statusOf(again)).toMatchObject({ code: 403, errorCode: 50050 });
  });

  test('a fault drops the socket of a session at the request of an operation, and the client can return', async () => {
    await using running = await start();
    const client = await open(running);
    await running.server.faults.add({ kind: 'socket_drop', operation: 'FetchServiceUser', count: 1 });
    const fetchUser = `/v1/Services/${running.service}/Users/alice`;
    expect((await client.request('GET', '/Client/v2/Configuration')).header).toMatchObject({
      http_status: { code: 200 },
    });
    client.request('GET', fetchUser).catch(() => {});
    // 1006: without a close frame.
    expect(await client.closed).toBe(1006);
    expect(await running.server.faults.list()).toMatchObject([{ remaining: 0, hitCount: 1 }]);
    await open(running);
  });

  test('a server that stops closes its sockets, and waits for no client', async () => {
    await using running = await start();
    const client = await open(running);
    const began = performance.now();
    await running.server.stop();
    expect(performance.now() - began).toBeLessThan(3000);
    expect(await client.closed).toBe(1001);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller } from '../support/http/caller.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';

describe.each(engines)('on %s', (engine) => {
  let databaseUrl: string;
  let service: string;
  beforeAll(async () => {
    databaseUrl = (await createDatabase(engine)).url;
    await using running = await start();
    service = await createChatService(running.server);
  });

  /** Starts a server and opens a session of alice. */
  async function start(settings: Readonly<Record<string, string>> = {}) {
    const stack = new AsyncDisposableStack();
    const server = stack.use(await startServer(databaseUrl, settings));
    const connect = () => stack.use(new SessionClient(server.listeningUrl));
    return { server, connect, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }

  test('a session is opened with a token, and its requests for unknown paths get 404', async () => {
    await using running = await start();
    const client = running.connect();
    expect(statusOf(await client.init(signAccessToken(service)))).toEqual({ code: 200, status: 'OK' });
    const { header, payload } = await client.request('GET', '/v1/Unknown');
    expect(header).toMatchObject({ status: { code: 200 }, http_status: { code: 404 } });
    expect(JSON.parse(payload)).toMatchObject({ code: 20404, status: 404 });
  });

  test.each([
    ['that has expired', { claims: { exp: startTime.getTime() / 1000 } }, 20104],
    ['of no key', { claims: { iss: `SK${'0'.repeat(32)}` } }, 20103],
    ['with another signature', { secret: 'guessed' }, 20107],
    ['without an identity', { grants: { identity: undefined } }, 20106],
  ])('a token %s is refused', async (_, changes, errorCode) => {
    await using running = await start();
    const reply = await running.connect().init(signAccessToken(service, changes));
    expect(statusOf(reply)).toMatchObject({ code: 401, errorCode });
  });

  test('a token of a service that does not exist is refused', async () => {
    await using running = await start();
    const reply = await running.connect().init(signAccessToken(`IS${'0'.repeat(32)}`));
    expect(statusOf(reply)).toMatchObject({ code: 403, errorCode: 50050 });
  });

  test('a session ends when the test moves the clock past its token', async () => {
    await using running = await start();
    const client = running.connect();
    await client.init(signAccessToken(service));
    await running.server.advance('PT57M');
    expect((await client.next('client_update')).header).toMatchObject({
      client_update_type: 'token_about_to_expire',
    });
    const later = { claims: { exp: startTime.getTime() / 1000 + 7200 } };
    expect(statusOf(await client.call('update', { token: signAccessToken(service, later) }))).toMatchObject({
      code: 200,
    });
    await running.server.advance('PT1H');
    await client.next('client_update');
    await running.server.advance('PT3M');
    expect(statusOf(await client.next('close'))).toMatchObject({ code: 410 });
  });

  test('a session ends when the API key of its token is deleted', async () => {
    await using running = await start();
    const call = createCaller(running.server.baseUrl, account.sid, account.token);
    const created = await call('POST', `/2010-04-01/Accounts/${account.sid}/Keys.json`, {
      FriendlyName: 'Chat',
    });
    const { sid, secret } = JSON.parse(created.text);
    const client = running.connect();
    const token = signAccessToken(service, { claims: { iss: sid }, secret });
    expect(statusOf(await client.init(token))).toMatchObject({ code: 200 });
    expect(await call('DELETE', `/2010-04-01/Accounts/${account.sid}/Keys/${sid}.json`)).toMatchObject({
      status: 204,
    });
    expect(statusOf(await client.next('close'))).toMatchObject({ code: 401 });
  });

  test('subscriptions are renewed before the log forgets what they would resume from', async () => {
    await using running = await start({ COLLOQUY_EVENT_RETENTION: 'PT2H' });
    const client = running.connect();
    await client.init(signAccessToken(service));
    const body = JSON.stringify({ action: 'establish', correlation_id: 1, requests: [] });
    const { payload } = await client.request('POST', '/v4/Subscriptions', {}, body);
    expect(JSON.parse(payload)).toMatchObject({ ttl_in_s: 3600 });
  });

  test('a server that stops closes its sockets, and waits for no client', async () => {
    const running = await start();
    const client = running.connect();
    await client.init(signAccessToken(service));
    const began = performance.now();
    await running.server.stop();
    expect(performance.now() - began).toBeLessThan(3000);
    expect(await client.closed).toBe(1001);
    await running[Symbol.asyncDispose]();
  });
});

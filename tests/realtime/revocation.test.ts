import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

const seconds = startTime.getTime() / 1000;

describe.each(engines)('on %s', (engine) => {
  let server: Colloquy;
  let call: HttpCaller;
  const stack = new AsyncDisposableStack();
  closeClientsAfterEach();
  beforeAll(async () => {
    server = stack.use(await startServer((await createDatabase(engine)).url));
    call = createCaller(server.baseUrl, account.sid, account.token);
  });
  afterAll(() => stack.disposeAsync());

  async function open(service: string): Promise<SessionClient> {
    const client = new SessionClient(server.listeningUrl);
    stack.defer(() => client.close());
    expect(statusOf(await client.init(signAccessToken(service)))).toMatchObject({ code: 200 });
    return client;
  }

  test('sessions of a deleted service end, and those of others stay', async () => {
    const [deleted, kept] = [await createChatService(server), await createChatService(server)];
    const [client, other] = [await open(deleted), await open(kept)];
    expect((await call('DELETE', `/v1/Services/${deleted}`)).status).toBe(204);
    expect(statusOf(await client.next('close'))).toMatchObject({ code: 401 });
    expect((await other.request('GET', '/Client/v2/Configuration')).header).toMatchObject({
      http_status: { code: 200 },
    });
  });

  test('a reset ends all sessions, and their tokens are refused', async () => {
    const services = [await createChatService(server), await createChatService(server)];
    const clients = await Promise.all(services.map(open));
    await server.reset();
    for (const client of clients) expect(statusOf(await client.next('close'))).toMatchObject({ code: 401 });
    const again = new SessionClient(server.listeningUrl);
    stack.defer(() => again.close());
    const token = signAccessToken(services[0] ?? '');
    expect(statusOf(await again.init(token))).toMatchObject({ code: 403, errorCode: 50050 });
  });

  test('the official client asks for a new token in time, and reports one that has expired', async () => {
    await using clocked = await startColloquy({
      databaseUrl: (await createDatabase(engine)).url,
      now: startTime,
    });
    const { accountSid, authToken, baseUrl } = clocked;
    const send = createCaller(baseUrl, accountSid, authToken);
    const serviceSid = (await send('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
    const alice = await connectClient(
      baseUrl,
      await clocked.token({ identity: 'alice', serviceSid, ttl: 600 }),
    );
    const asked = nextEvent(alice, 'tokenAboutToExpire');
    await clocked.advance('PT8M');
    await asked;
    const foreign = await clocked.token({ identity: 'mallory', serviceSid });
    await expect(alice.updateToken(foreign)).rejects.toThrow();
    const bob = await connectClient(baseUrl, await clocked.token({ identity: 'bob', serviceSid, ttl: 600 }));
    const expired = nextEvent(bob, 'tokenExpired');
    const gone = nextEvent<string>(bob, 'connectionStateChanged', (state) => state === 'disconnected');
    await clocked.advance('PT10M');
    await Promise.all([expired, gone]);
    const back = nextEvent<string>(bob, 'connectionStateChanged', (state) => state === 'connected');
    await bob.updateToken(await clocked.token({ identity: 'bob', serviceSid, ttl: 3600 }));
    await back;
    expect(await bob.getSubscribedConversations()).toMatchObject({ items: [] });
  });

  test.each([
    ['a key of another account', { claims: { sub: `AC${'b'.repeat(32)}` } }],
    ['no time of expiry', { claims: { exp: undefined } }],
    ['a time before which it is not valid', { claims: { nbf: seconds + 600 } }],
  ])('a token with %s is refused', async (_, changes) => {
    const service = await createChatService(server);
    const client = new SessionClient(server.listeningUrl);
    stack.defer(() => client.close());
    expect(statusOf(await client.init(signAccessToken(service, changes)))).toMatchObject({ code: 401 });
  });
});

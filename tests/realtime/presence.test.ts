import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Client, UserUpdatedEventArgs } from '@twilio/conversations';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { type Receiver, startReceiver } from '../support/http/webhook-receiver.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

describe.each(engines)('on %s', (engine) => {
  let databaseUrl: string;
  let server: Colloquy;
  let call: HttpCaller;
  let service: string;
  let receiver: Receiver;
  let sockets: SessionClient[];
  closeClientsAfterEach();

  const start = () => startColloquy({ databaseUrl, settings: accountSettings });

  beforeEach(async () => {
    databaseUrl = (await createDatabase(engine)).url;
    receiver = await startReceiver();
    sockets = [];
    server = await start();
    call = createCaller(server.baseUrl, account.sid, account.token);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
    await setReachability(true);
    await call('POST', `/v1/Services/${service}/Configuration/Webhooks`, {
      Filters: 'onUserUpdated',
      PostWebhookUrl: receiver.url,
      Method: 'POST',
    });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.close();
    await server.stop();
    await receiver[Symbol.asyncDispose]();
  });

  const setReachability = (enabled: boolean) =>
    call('POST', `/v1/Services/${service}/Configuration`, { ReachabilityEnabled: String(enabled) });

  const connect = async (identity: string, to = server): Promise<Client> =>
    connectClient(to.baseUrl, await to.token({ identity, serviceSid: service }));

  /** Opens a socket, which ends without a word when it is closed. */
  async function open(identity: string, url = server.baseUrl): Promise<SessionClient> {
    const socket = new SessionClient(url);
    sockets.push(socket);
    const now = Math.floor(Date.now() / 1000);
    const claims = { iat: now, exp: now + 3600 };
    const reply = await socket.init(signAccessToken(service, { claims, grants: { identity } }));
    expect(statusOf(reply)).toMatchObject({ code: 200 });
    return socket;
  }

  const shown = async (identity: string) => {
    const { text } = await call('GET', `/v1/Services/${service}/Users/${identity}`);
    const { is_online, is_notifiable } = JSON.parse(text);
    return { is_online, is_notifiable };
  };

  /** The values of isOnline that webhooks have received for a user. */
  const reportedOnline = (identity: string) =>
    receiver.received
      .filter(({ parameters }) => parameters['Identity'] === identity)
      .map(({ parameters }) => parameters['isOnline']);

  test('a user is online from the first session to the last, for watchers, REST and webhooks', async () => {
    const alice = await connect('alice');
    const bob = await connect('bob');
    const seen = await alice.getUser('bob');
    expect(seen).toMatchObject({ isOnline: true, isNotifiable: false });
    const second = await connect('bob');
    await bob.shutdown();
    expect(await shown('bob')).toEqual({ is_online: true, is_notifiable: null });
    const offline = nextEvent<UserUpdatedEventArgs>(alice, 'userUpdated');
    await second.shutdown();
    expect(await offline).toMatchObject({ user: { identity: 'bob' }, updateReasons: ['reachabilityOnline'] });
    expect(seen.isOnline).toBe(false);
    expect(await shown('bob')).toEqual({ is_online: false, is_notifiable: null });
    const online = nextEvent<UserUpdatedEventArgs>(alice, 'userUpdated');
    await connect('bob');
    expect((await online).user.isOnline).toBe(true);
    await expect.poll(() => reportedOnline('bob')).toEqual(['true', 'false', 'true']);
    expect(receiver.received[0]?.parameters).toMatchObject({
      EventType: 'onUserUpdated',
      Source: 'SDK',
      ChatServiceSid: service,
    });
  });

  test('lists, and users who were never online, show nothing', async () => {
    await connect('alice');
    await call('POST', `/v1/Services/${service}/Users`, { Identity: 'carol' });
    const unknown = { is_online: null, is_notifiable: null };
    expect(await shown('carol')).toEqual(unknown);
    expect(await shown('alice')).toEqual({ is_online: true, is_notifiable: null });
    const { text } = await call('GET', `/v1/Services/${service}/Users`);
    expect(JSON.parse(text).users).toMatchObject([unknown, unknown]);
  });

  test('a user whose socket is lost stays online for a moment, in which they can come back', async () => {
    const first = await open('bob');
    first.close();
    await first.closed;
    await server.advance('PT2S');
    expect(await shown('bob')).toMatchObject({ is_online: true });
    const second = await open('bob');
    await server.advance('PT3S');
    expect(await shown('bob')).toMatchObject({ is_online: true });
    second.close();
    await second.closed;
    // The server may learn of it after the client.
    await expect
      .poll(async () => {
        await server.advance('PT3S');
        return shown('bob');
      })
      .toMatchObject({ is_online: false });
    await expect.poll(() => reportedOnline('bob')).toEqual(['true', 'false']);
  });

  test('a service that begins to report reachability counts the sessions that are open', async () => {
    await setReachability(false);
    await open('bob');
    const carol = await open('carol');
    const unknown = { is_online: null, is_notifiable: null };
    expect(await shown('bob')).toEqual(unknown);
    await setReachability(true);
    expect(await shown('bob')).toEqual(unknown);
    await server.advance('PT10S');
    expect(await shown('bob')).toMatchObject({ is_online: true });
    await setReachability(false);
    expect(await shown('bob')).toEqual(unknown);
    const { body } = await call('POST', `/v1/Services/${service}/Users/bob`, {
      FriendlyName: 'Bob',
      'X-Twilio-Webhook-Enabled': 'true',
    });
    expect(body).toMatchObject(unknown);
    carol.send('close');
    await carol.closed;
    await setReachability(true);
    await expect.poll(() => shown('carol')).toMatchObject({ is_online: false });
    expect(await shown('bob')).toMatchObject({ is_online: true });
    expect(reportedOnline('carol')).toEqual(['true']);
  });

  test('a process that was killed leaves nobody online', async () => {
    // One database, one process at a time on engines that allow no more.
    if (!canShare(engine)) await server.stop();
    const killed = await startServerProcess({ ...accountSettings, COLLOQUY_DATABASE_URL: databaseUrl });
    await open('bob', killed.baseUrl);
    if (canShare(engine)) expect(await shown('bob')).toMatchObject({ is_online: true });
    await killed.kill('SIGKILL');
    if (!canShare(engine)) {
      server = await start();
      call = createCaller(server.baseUrl, account.sid, account.token);
    }
    expect(await shown('bob')).toMatchObject({ is_online: true });
    await server.advance('PT2M');
    expect(await shown('bob')).toMatchObject({ is_online: false });
    await expect.poll(() => reportedOnline('bob').at(-1)).toBe('false');
  }, 60_000);

  test('a user who reconnects after a restart stays online', async () => {
    await open('bob');
    await server.stop();
    server = await start();
    call = createCaller(server.baseUrl, account.sid, account.token);
    await open('bob');
    await server.advance('PT10S');
    expect(await shown('bob')).toMatchObject({ is_online: true });
    await server.advance('PT10S');
    expect(reportedOnline('bob')).toEqual(['true']);
  });

  test('sessions stay when the clock is moved', async () => {
    await open('bob');
    await server.advance('PT2M');
    await server.advance('PT2M');
    expect(await shown('bob')).toMatchObject({ is_online: true });
    expect(reportedOnline('bob')).toEqual(['true']);
  });

  test.runIf(canShare(engine))('sessions are counted again after a process was taken for lost', async () => {
    await open('bob');
    await using other = await startColloquy({ databaseUrl, settings: accountSettings });
    await other.advance('PT2M');
    expect(await shown('bob')).toMatchObject({ is_online: false });
    await server.advance('PT2M');
    expect(await shown('bob')).toMatchObject({ is_online: true });
  });
});

import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Client } from '@twilio/conversations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { type Frame, SessionClient } from '../support/realtime/session-client.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

interface Binding {
  readonly sid: string;
  readonly identity: string;
  readonly endpoint: string;
}

describe.each(engines)('on %s', (engine) => {
  let server: Colloquy;
  let call: HttpCaller;
  let service: string;
  const sockets: SessionClient[] = [];
  closeClientsAfterEach();
  beforeAll(async () => {
    server = await startColloquy({
      databaseUrl: (await createDatabase(engine)).url,
      settings: accountSettings,
    });
    call = createCaller(server.baseUrl, account.sid, account.token);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
    await call('POST', `/v1/Services/${service}/Configuration`, { ReachabilityEnabled: 'true' });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.close();
    await server.stop();
  });

  const connect = async (identity: string): Promise<Client> =>
    connectClient(server.baseUrl, await server.token({ identity, serviceSid: service }));

  async function open(identity: string): Promise<SessionClient> {
    const socket = new SessionClient(server.baseUrl);
    sockets.push(socket);
    const now = Math.floor(Date.now() / 1000);
    await socket.init(
      signAccessToken(service, { claims: { iat: now, exp: now + 3600 }, grants: { identity } }),
    );
    return socket;
  }

  const register = (socket: SessionClient, address: unknown, channel = 'fcm'): Promise<Frame> =>
    socket.request(
      'POST',
      '/v1/registrations',
      { params: { productId: 'ip_messaging' } },
      JSON.stringify({
        endpoint_platform: 'test',
        channel_type: channel,
        version: '2',
        message_types: ['twilio.conversations.new_message'],
        data: { registration_id: address },
      }),
    );

  async function listed(identity: string): Promise<readonly Binding[]> {
    const { text } = await call('GET', `/v1/Services/${service}/Bindings?Identity=${identity}&PageSize=100`);
    return JSON.parse(text).bindings;
  }

  const isNotifiable = async (identity: string): Promise<unknown> => {
    const { text } = await call('GET', `/v1/Services/${service}/Users/${identity}`);
    return JSON.parse(text).is_notifiable;
  };

  test('the official client registers its device, which is listed as a binding', async () => {
    const alice = await connect('alice');
    await alice.setPushRegistrationId('fcm', 'device-of-alice');
    // The client sends it in the background.
    await expect.poll(() => listed('alice')).toHaveLength(1);
    expect(await listed('alice')).toMatchObject([
      {
        binding_type: 'fcm',
        endpoint: 'device-of-alice',
        message_types: ['removed_from_conversation', 'new_message', 'added_to_conversation'],
        credential_sid: null,
      },
    ]);
    expect(await isNotifiable('alice')).toBe(true);
    await alice.removePushRegistrations('fcm', 'device-of-alice');
    await expect.poll(() => listed('alice')).toEqual([]);
    expect(await isNotifiable('alice')).toBe(false);
  });

  test('the official client ends a registration by its id', async () => {
    const ann = await connect('ann');
    await ann.setPushRegistrationId('apn', 'device-of-ann');
    await expect.poll(() => listed('ann')).toMatchObject([{ binding_type: 'apn' }]);
    await ann.unsetPushRegistrationId('apn');
    await expect.poll(() => listed('ann')).toEqual([]);
  });

  test('a device is registered once, and belongs to the user who has registered it last', async () => {
    const bob = await open('bob');
    const first = JSON.parse((await register(bob, 'shared')).payload);
    expect(JSON.parse((await register(bob, 'shared')).payload)).toEqual(first);
    expect(await listed('bob')).toMatchObject([{ sid: first.id }]);
    await register(await open('carol'), 'shared');
    expect(await listed('bob')).toEqual([]);
    expect(await listed('carol')).toMatchObject([{ endpoint: 'shared' }]);
    expect([await isNotifiable('bob'), await isNotifiable('carol')]).toEqual([false, true]);
  });

  test('a device that many users register at the same time has one binding', async () => {
    const identities = range(6).map((n) => `racer-${n}`);
    const all = await Promise.all(identities.map(open));
    const replies = await Promise.all(all.map((socket) => register(socket, 'contested')));
    expect(replies.map(({ header }) => header['http_status'])).toEqual(
      range(6).map(() => expect.objectContaining({ code: 200 })),
    );
    const found = await Promise.all(identities.map(listed));
    expect(found.flat()).toHaveLength(1);
    const notifiable = await Promise.all(identities.map(isNotifiable));
    expect(notifiable.filter(Boolean)).toHaveLength(1);
  });

  test('a user has 50 devices; the oldest makes room for another one', async () => {
    const dora = await open('dora');
    for (const n of range(51)) {
      await register(dora, `device-${n}`);
      await server.advance('PT1S');
    }
    const endpoints = (await listed('dora')).map(({ endpoint }) => endpoint);
    expect(endpoints).toHaveLength(50);
    expect(endpoints.at(-1)).toBe('device-1');
    expect(endpoints[0]).toBe('device-50');
  });

  test('a binding that is deleted by the REST API no longer makes its user notifiable', async () => {
    await register(await open('emil'), 'device-of-emil');
    const [binding] = await listed('emil');
    expect(await isNotifiable('emil')).toBe(true);
    await call('DELETE', `/v1/Services/${service}/Bindings/${binding?.sid}`);
    expect(await isNotifiable('emil')).toBe(false);
  });

  test('the longest address that is accepted can be stored', async () => {
    const frank = await open('frank');
    const address = Array.from({ length: 1024 }, (_, n) => String.fromCharCode(33 + ((n * 7919) % 90))).join(
      '',
    );
    expect((await register(frank, address)).header).toMatchObject({ http_status: { code: 200 } });
    expect(await listed('frank')).toMatchObject([{ endpoint: address }]);
  });

  test.each([
    ['an address that is too long', 'x'.repeat(1025), 'fcm'],
    ['an empty address', '', 'fcm'],
    ['an address with a NUL', 'a\0b', 'fcm'],
    ['an address that is not a text', 1, 'fcm'],
    ['an unknown channel', 'device', 'pigeon'],
  ])('%s is refused', async (_, address, channel) => {
    const reply = await register(await open('grace'), address, channel);
    expect(reply.header).toMatchObject({ http_status: { code: 400 } });
    expect(JSON.parse(reply.payload)).toMatchObject({ code: 20001 });
  });

  test.each(['/v3/Maps/%00/Items', '/v1/registrations/%00'])(
    'a NUL in the path %s names nothing',
    async (path) => {
      const method = path.startsWith('/v1') ? 'DELETE' : 'GET';
      const { header } = await (await open('heidi')).request(method, path);
      expect(header).toMatchObject({ http_status: { code: 404 } });
    },
  );
});

import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Client, Conversation } from '@twilio/conversations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

describe.each(engines)('when a user is deleted, on %s', (engine) => {
  let server: Colloquy;
  let call: HttpCaller;
  let service: string;
  closeClientsAfterEach();
  beforeAll(async () => {
    server = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    call = createCaller(server.baseUrl, server.accountSid, server.authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
    await call('POST', `/v1/Services/${service}/Configuration`, { ReachabilityEnabled: 'true' });
  });
  afterAll(() => server.stop());

  const connect = async (identity: string): Promise<Client> =>
    connectClient(server.baseUrl, await server.token({ identity, serviceSid: service }));

  const fetch = async (path: string) =>
    JSON.parse((await call('GET', `/v1/Services/${service}/${path}`)).text);

  test('the clients of the user end, and a new client is one of a new user', async () => {
    const alice = await connect('alice');
    const joined = nextEvent<Conversation>(alice, 'conversationJoined');
    const { sid } = await (await alice.createConversation()).join();
    await joined;
    const ended = nextEvent<{ readonly terminal: boolean }>(alice, 'connectionError');
    await call('DELETE', `/v1/Services/${service}/Users/alice`);
    expect(await ended).toMatchObject({ terminal: true, httpStatusCode: 406 });
    const again = await connect('alice');
    expect((await again.getSubscribedConversations()).items).toEqual([]);
    const added = nextEvent<Conversation>(again, 'conversationJoined');
    await call('POST', `/v1/Services/${service}/Conversations/${sid}/Participants`, { Identity: 'alice' });
    expect((await added).sid).toBe(sid);
  });

  test('the clients of a user with the same identity who was created meanwhile stay', async () => {
    const gone = nextEvent<string>(await connect('bob'), 'connectionStateChanged');
    await call('DELETE', `/v1/Services/${service}/Users/bob`);
    const again = await connect('bob');
    await gone;
    await call('POST', `/v1/Services/${service}/Users/bob`, { FriendlyName: 'new' });
    await expect.poll(() => again.user.friendlyName).toBe('new');
    expect(again.connectionState).toBe('connected');
  });

  test('the devices of the user are forgotten', async () => {
    const carol = await connect('carol');
    await carol.setPushRegistrationId('fcm', 'device-of-carol');
    await expect.poll(async () => (await fetch('Bindings?Identity=carol')).bindings).toHaveLength(1);
    await call('DELETE', `/v1/Services/${service}/Users/carol`);
    expect((await fetch('Bindings?Identity=carol')).bindings).toEqual([]);
    await call('POST', `/v1/Services/${service}/Users`, { Identity: 'carol' });
    const dave = await connect('dave');
    await dave.setPushRegistrationId('fcm', 'device-of-carol');
    await expect.poll(async () => (await fetch('Bindings?Identity=dave')).bindings).toHaveLength(1);
    expect((await fetch('Users/carol')).is_notifiable).not.toBe(true);
  });
});

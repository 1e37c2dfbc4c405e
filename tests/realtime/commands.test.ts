import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Client, Message } from '@twilio/conversations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { type Receiver, startReceiver } from '../support/http/webhook-receiver.ts';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

describe.each(engines)('commands of the official client on %s', (engine) => {
  let colloquy: Colloquy;
  let call: HttpCaller;
  let receiver: Receiver;
  const stack = new AsyncDisposableStack();
  closeClientsAfterEach();
  beforeAll(async () => {
    const settings = { COLLOQUY_MAX_CONVERSATION_ACTIONS_PER_SECOND: '30' };
    const databaseUrl = (await createDatabase(engine)).url;
    colloquy = stack.use(await startColloquy({ databaseUrl, settings, now: new Date() }));
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    receiver = stack.use(await startReceiver());
  });
  afterAll(() => stack.disposeAsync());

  const createService = async () => (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;

  const connect = async (service: string, identity: string) =>
    connectClient(colloquy.baseUrl, await colloquy.token({ identity, serviceSid: service }));

  /** A conversation that a client has created and joined. */
  async function joinNew(client: Client) {
    const conversation = await client.createConversation({ friendlyName: 'Room' });
    const joined = nextEvent(client, 'conversationJoined');
    await conversation.join();
    await joined;
    return conversation;
  }

  test('a missing permission is a 403 that names it', async () => {
    const service = await createService();
    const roles = JSON.parse((await call('GET', `/v1/Services/${service}/Roles`)).text).roles;
    const sidOf = (name: string): string =>
      roles.find((role: { readonly friendly_name: string }) => role.friendly_name === name).sid;
    const path = `/v1/Services/${service}/Roles/${sidOf('service user')}`;
    await call('POST', path, { Permission: 'editOwnUserInfo' });
    const alice = await connect(service, 'alice');
    await expect(alice.createConversation({ friendlyName: 'No' })).rejects.toMatchObject({
      status: 403,
      body: { code: 50107, details: { permission: 'createConversation' } },
    });
  });

  test('what is not there, not allowed or too long reaches the app with its status and code', async () => {
    const service = await createService();
    const [alice, bob] = [await connect(service, 'alice'), await connect(service, 'bob')];
    const own = await joinNew(alice);
    await expect(alice.peekConversationBySid(`CH${'0'.repeat(32)}`)).rejects.toThrow();
    await expect(own.sendMessage('x'.repeat(40_000))).rejects.toMatchObject({
      status: 400,
      body: { code: 50504 },
    });
    const { sid } = (await call('POST', `/v1/Services/${service}/Conversations`, {})).body;
    await call('POST', `/v1/Services/${service}/Conversations/${sid}/Participants`, { Identity: 'bob' });
    const theirs = await bob.getConversationBySid(sid);
    await call('DELETE', `/v1/Services/${service}/Conversations/${sid}/Participants/bob`);
    await expect(theirs.sendMessage('late')).rejects.toMatchObject({ status: 403 });
    await call('DELETE', `/v1/Services/${service}/Conversations/${own.sid}`);
    await expect(own.sendMessage('late')).rejects.toMatchObject({ status: 404 });
  });

  test('more actions than the limit of a conversation get 429', async () => {
    const alice = await connect(await createService(), 'alice');
    const own = await joinNew(alice);
    const sent = await Promise.allSettled(Array.from({ length: 60 }, () => own.sendMessage('hi')));
    const refused = sent.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) expect(error).toMatchObject({ status: 429, body: { code: 50063 } });
  });

  test('a pre-action webhook can veto and change what a client sends', async () => {
    const service = await createService();
    await call('POST', `/v1/Services/${service}/Configuration/Webhooks`, {
      PreWebhookUrl: receiver.url,
      Method: 'POST',
      Filters: 'onMessageAdd',
    });
    const alice = await connect(service, 'alice');
    const own = await joinNew(alice);
    receiver.onRequest = () => 403;
    await expect(own.sendMessage('refused')).rejects.toMatchObject({ status: 403, body: { code: 50056 } });
    expect(receiver.received.at(-1)?.parameters).toMatchObject({
      EventType: 'onMessageAdd',
      Source: 'SDK',
      ClientIdentity: 'alice',
      Body: 'refused',
      Author: 'alice',
    });
    receiver.onRequest = () => ({ status: 200, body: '{"body":"changed"}' });
    const added = nextEvent<Message>(alice, 'messageAdded');
    await own.sendMessage('original');
    expect((await added).body).toBe('changed');
    receiver.onRequest = () => 200;
  });

  test('post-action webhooks report the source SDK and the identity of the client', async () => {
    const service = await createService();
    await call('POST', `/v1/Services/${service}/Configuration/Webhooks`, {
      PostWebhookUrl: receiver.url,
      Method: 'POST',
      Filters: 'onMessageAdded',
    });
    const own = await joinNew(await connect(service, 'alice'));
    const before = receiver.received.length;
    await own.sendMessage('hello');
    await colloquy.advance('PT0S');
    const received = receiver.received.slice(before).map(({ parameters }) => parameters);
    expect(received).toMatchObject([
      { EventType: 'onMessageAdded', Source: 'SDK', ClientIdentity: 'alice', Body: 'hello', Author: 'alice' },
    ]);
  });
});

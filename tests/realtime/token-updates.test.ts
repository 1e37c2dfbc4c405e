import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Client, Conversation, Message } from '@twilio/conversations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

/** Which token a session has is a matter of the process and of no database. */
describe('a session whose token is updated', () => {
  let server: Colloquy;
  let call: HttpCaller;
  let service: string;
  closeClientsAfterEach();
  beforeAll(async () => {
    server = await startColloquy({ databaseUrl: (await createDatabase('sqlite')).url });
    call = createCaller(server.baseUrl, server.accountSid, server.authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
  });
  afterAll(() => server.stop());

  /** A new token each time, like those of a back end. */
  let lifetime = 3600;
  const token = (identity: string, serviceSid = service) =>
    server.token({ identity, serviceSid, ttl: ++lifetime });

  const otherService = async (): Promise<string> =>
    (await call('POST', '/v1/Services', { FriendlyName: 'Other' })).body.sid;

  const reach = (client: Client, state: string) =>
    nextEvent<string>(client, 'connectionStateChanged', (each) => each === state);

  /** A client in a conversation, and functions that check that it goes on. */
  async function openChat() {
    const alice = await connectClient(server.baseUrl, await token('alice'));
    const joined = nextEvent<Conversation>(alice, 'conversationJoined');
    const { sid } = await (await alice.createConversation()).join();
    const conversation = await joined;
    await conversation.getParticipants();
    return {
      alice,
      /** Expects that a token lets the client resume, and get what it has missed. */
      async expectResumes(): Promise<void> {
        const missed = nextEvent<Message>(alice, 'messageAdded');
        await call('POST', `/v1/Services/${service}/Conversations/${sid}/Messages`, { Body: 'missed' });
        const connected = reach(alice, 'connected');
        await alice.updateToken(await token('alice'));
        await connected;
        expect((await missed).body).toBe('missed');
        const own = nextEvent<Message>(alice, 'messageAdded', ({ body }) => body === 'own');
        await conversation.sendMessage('own');
        expect((await own).author).toBe('alice');
        await alice.updateToken(await token('alice'));
        expect(alice.connectionState).toBe('connected');
      },
    };
  }

  test.each([
    ['another identity', () => token('mallory')],
    ['another service', async () => token('alice', await otherService())],
    ['a signature that is not valid', async () => `${await token('alice')}x`],
  ])('is denied a token with %s, and resumes with the next good one', async (_, refused) => {
    const { alice, expectResumes } = await openChat();
    const denied = reach(alice, 'denied');
    await expect(alice.updateToken(await refused())).rejects.toThrow();
    await denied;
    await expectResumes();
  });

  test('is disconnected if it connects as another user, and resumes with a token of its own', async () => {
    const { alice, expectResumes } = await openChat();
    const denied = reach(alice, 'denied');
    await expect(alice.updateToken(await token('mallory'))).rejects.toThrow();
    await denied;
    const disconnected = reach(alice, 'disconnected');
    // The client now opens a new session, with which nothing is wrong until it asks for what is not mallory's.
    await alice.updateToken(await token('mallory'));
    await disconnected;
    await expectResumes();
  });

  test('keeps its user on the same socket after a token of another one', async () => {
    const client = new SessionClient(server.listeningUrl);
    using _closing = client;
    await client.init(await token('alice'));
    const identity = async () =>
      JSON.parse((await client.request('GET', '/Client/v2/Configuration')).payload).identity;
    expect(statusOf(await client.call('update', { token: await token('mallory') }))).toMatchObject({
      code: 403,
      errorCode: 20403,
    });
    expect(await identity()).toBe('alice');
    expect(statusOf(await client.call('update', { token: await token('alice') }))).toMatchObject({
      code: 200,
    });
    expect(await identity()).toBe('alice');
  });
});

import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { freePort } from '../support/processes/free-port.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';
import { TcpProxy } from './support/tcp-proxy.ts';

const identity = 'alice';

describe.each(engines)('the official client on %s', (engine) => {
  let colloquy: Colloquy;
  let call: HttpCaller;
  closeClientsAfterEach();
  beforeAll(async () => {
    colloquy = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  });
  afterAll(() => colloquy.stop());

  const root = '/v1/Conversations';
  async function createRoom(...identities: string[]): Promise<string> {
    const { sid } = (await call('POST', root, { FriendlyName: 'Room' })).body;
    for (const Identity of identities) await call('POST', `${root}/${sid}/Participants`, { Identity });
    return sid;
  }
  const post = async (sid: string, Body: string) =>
    (await call('POST', `${root}/${sid}/Messages`, { Body, Author: 'bob' })).body.sid;
  const token = () => colloquy.token({ identity });

  /** A proxy in front of the server, and what makes it lose its connections and accept none. */
  async function startProxy() {
    const proxy = await TcpProxy.start(colloquy.listeningUrl);
    const nobody = `http://127.0.0.1:${await freePort()}`;
    return {
      url: proxy.url,
      interrupt() {
        proxy.setTargets(nobody);
        proxy.cutAll();
      },
      restore: () => proxy.setTargets(colloquy.listeningUrl),
      [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
    };
  }

  test('a client that connects again learns of every kind of change, once', async () => {
    await using proxy = await startProxy();
    const [kept, left, deleted] = [
      await createRoom(identity, 'bob'),
      await createRoom(identity),
      await createRoom(identity),
    ];
    const [edited, removed] = [await post(kept, 'edited'), await post(kept, 'removed')];
    const client = await connectClient(proxy.url, await token());
    const conversation = await client.getConversationBySid(kept);
    await conversation.getMessages();
    await (await conversation.getParticipantByIdentity('bob'))?.getUser();
    const events: string[] = [];
    client.on('messageAdded', ({ body }) => events.push(`message added: ${body}`));
    client.on('messageUpdated', ({ message }) => events.push(`message updated: ${message.body}`));
    client.on('messageRemoved', ({ body }) => events.push(`message removed: ${body}`));
    client.on('participantJoined', (each) => events.push(`participant joined: ${each.identity}`));
    client.on('participantLeft', (each) => events.push(`participant left: ${each.identity}`));
    client.on('conversationJoined', ({ sid }) => events.push(`joined: ${sid}`));
    client.on('conversationLeft', ({ sid }) => events.push(`left: ${sid}`));
    client.on('conversationRemoved', ({ sid }) => events.push(`removed: ${sid}`));
    client.on('conversationUpdated', ({ conversation: { friendlyName }, updateReasons }) => {
      if (updateReasons.includes('friendlyName')) events.push(`renamed: ${friendlyName}`);
      if (updateReasons.includes('lastReadMessageIndex')) events.push('horizon');
    });
    client.on('userUpdated', ({ user, updateReasons }) =>
      events.push(`user: ${user.friendlyName} (${updateReasons})`),
    );

    proxy.interrupt();
    await expect.poll(() => client.connectionState).not.toBe('connected');
    await post(kept, 'added');
    await call('POST', `${root}/${kept}/Messages/${edited}`, { Body: 'changed' });
    await call('DELETE', `${root}/${kept}/Messages/${removed}`);
    await call('POST', `${root}/${kept}/Participants`, { Identity: 'carol' });
    await call('DELETE', `${root}/${kept}/Participants/bob`);
    await call('POST', `${root}/${kept}`, { FriendlyName: 'Renamed' });
    await call('POST', `/v1/Users/${identity}/Conversations/${kept}`, { LastReadMessageIndex: '2' });
    await call('POST', '/v1/Users/bob', { FriendlyName: 'Bob' });
    await call('DELETE', `${root}/${left}/Participants/${identity}`);
    await call('DELETE', `${root}/${deleted}`);
    const joined = await createRoom(identity);
    proxy.restore();

    const expected = [
      'message added: added',
      'message updated: changed',
      'message removed: removed',
      'participant joined: carol',
      'participant left: bob',
      'renamed: Renamed',
      'horizon',
      'user: Bob (friendlyName)',
      `left: ${left}`,
      `removed: ${left}`,
      `removed: ${deleted}`,
      `joined: ${joined}`,
    ].toSorted();
    // The SDK also reports itself in a conversation that it joins, and that it has left one that is gone if it hears of
    // its own removal before that of the conversation.
    const optional = [`participant joined: ${identity}`, `left: ${deleted}`];
    const shown = () => events.filter((each) => !optional.includes(each)).toSorted();
    await expect.poll(shown, { timeout: 15_000 }).toEqual(expected);
    expect((await conversation.getMessages()).items.map(({ body }) => body)).toEqual(['changed', 'added']);
  });

  test('a request of a client that is not connected is sent when it is', async () => {
    await using proxy = await startProxy();
    // A user without conversations: the SDK leaves the reads of conversations that a cut ends as unhandled rejections.
    const client = await connectClient(proxy.url, await colloquy.token({ identity: 'dave' }));
    proxy.interrupt();
    await expect.poll(() => client.connectionState).not.toBe('connected');
    const creating = client.createConversation({ friendlyName: 'Written offline' });
    proxy.restore();
    expect((await creating).friendlyName).toBe('Written offline');
  });
});

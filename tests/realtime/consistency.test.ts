import type { Colloquy } from '@colloquy/testkit';
import type { Message } from '@twilio/conversations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { SessionClient } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServers } from '../support/servers/start-servers.ts';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';
import { SyncClient } from './support/sync-client.ts';

const messagesPerWriter = 15;

describe.each(engines)('the consistency of real time on %s', (engine) => {
  let databaseUrl: string;
  let servers: readonly [Colloquy, ...Colloquy[]];
  /** Callers of all processes. */
  let calls: readonly [HttpCaller, ...HttpCaller[]];
  let call: HttpCaller;
  let service: string;
  let root: string;
  const stack = new AsyncDisposableStack();
  closeClientsAfterEach();
  beforeAll(async () => {
    databaseUrl = (await createDatabase(engine)).url;
    await start();
    service = await createChatService(servers[0]);
    root = `/v1/Services/${service}/Conversations`;
  });
  afterAll(async () => {
    await stack.disposeAsync();
    await stop();
  });

  async function start(): Promise<void> {
    servers = await startServers(engine, databaseUrl);
    const callerOf = ({ baseUrl }: Colloquy) => createCaller(baseUrl, account.sid, account.token);
    const [first, ...others] = servers;
    calls = [callerOf(first), ...others.map(callerOf)];
    [call] = calls;
  }
  const stop = () => Promise.all(servers.map((server) => server.stop()));

  const tokenOf = (identity: string) =>
    signAccessToken(service, { grants: { identity, chat: { service_sid: service } } });

  async function createRoom(...identities: string[]) {
    const { sid } = (await call('POST', root, { FriendlyName: 'Room' })).body;
    for (const Identity of identities) await call('POST', `${root}/${sid}/Participants`, { Identity });
    return { sid, path: `${root}/${sid}` };
  }

  /** A client that watches everything of a user, at one of the processes. */
  async function connect(identity: string, { listeningUrl }: Colloquy = servers[0]): Promise<SyncClient> {
    const client = stack.use(new SyncClient(tokenOf(identity)));
    await client.connect(listeningUrl);
    await client.idle();
    return client;
  }

  /** A session that asks for nothing by itself. */
  async function open(identity: string, { listeningUrl }: Colloquy = servers[0]) {
    const session = stack.use(new SessionClient(listeningUrl));
    await session.init(tokenOf(identity));
    const get = async (path: string, params = {}) =>
      JSON.parse((await session.request('GET', path, { params })).payload);
    const subscribe = async (name: string, type: string, after: number) => {
      const requests = [{ object_sid: name, object_type: type, last_event_id: after }];
      const body = JSON.stringify({ action: 'establish', correlation_id: 1, requests });
      await session.request('POST', '/v4/Subscriptions', {}, body);
    };
    const nextPayload = async () => JSON.parse((await session.next('notification')).payload);
    return { get, subscribe, nextPayload };
  }

  const mapOf = async (
    get: (path: string) => Promise<{ readonly sync_objects: { my_conversations: string } }>,
  ) => (await get('/Client/v2/Configuration')).sync_objects.my_conversations;

  test('events of an object reach its readers in the order of their numbers, while many write', async () => {
    const { sid, path } = await createRoom('alice');
    const { get, subscribe, nextPayload } = await open('alice');
    const { last_event_id: before } = await get(`/v3/Lists/${sid}.messages`);
    await subscribe(`${sid}.messages`, 'list', before);
    await nextPayload();
    const writers = calls.flatMap((each) => [each, each, each]);
    const count = writers.length * messagesPerWriter;
    const writing = Promise.all(
      writers.map(async (each) => {
        for (const n of range(messagesPerWriter))
          expect((await each('POST', `${path}/Messages`, { Body: `${n}` })).status).toBe(201);
      }),
    );
    const events: { readonly id: number; readonly item_index: number }[] = [];
    while (events.length < count) events.push(...(await nextPayload()).events);
    await writing;
    expect(events.map(({ id }) => id)).toEqual(range(count).map((n) => before + 1 + n));
    expect(events.map(({ item_index }) => item_index)).toEqual(range(count));
  }, 60_000);

  test('what is read after the last event of an object is at least as new as it', async () => {
    const { sid, path } = await createRoom('alice');
    const [writer, reader] = [calls.at(-1) ?? call, await open('alice')];
    const { last_event_id: before } = await reader.get(`/v3/Lists/${sid}.messages`);
    let isWriting = true;
    const writing = (async () => {
      for (const n of range(60)) await writer('POST', `${path}/Messages`, { Body: `${n}` });
      isWriting = false;
    })();
    while (isWriting) {
      const list = await reader.get(`/v3/Lists/${sid}.messages`);
      const { items } = await reader.get(`/v3/Lists/${sid}.messages/Items`, { PageSize: '100' });
      expect(items.length).toBeGreaterThanOrEqual(list.last_event_id - before);
      const document = await reader.get(`/v3/Documents/${sid}.channel`);
      const newest = document.data.lastMessage?.index ?? -1;
      expect(newest).toBeGreaterThanOrEqual(document.last_event_id - before - 1);
    }
    await writing;
  });

  test('an item that was added and changed since an event comes as added, with its newest state', async () => {
    const { sid, path } = await createRoom('alice');
    const { get, subscribe, nextPayload } = await open('alice');
    const { last_event_id: before } = await get(`/v3/Lists/${sid}.messages`);
    const { sid: message } = (await call('POST', `${path}/Messages`, { Body: 'first' })).body;
    await call('POST', `${path}/Messages/${message}`, { Body: 'changed' });
    await subscribe(`${sid}.messages`, 'list', before);
    expect(await nextPayload()).toMatchObject({
      event_type: 'list_item_added',
      events: [{ item_index: 0, item_data: { text: 'changed' } }],
    });
  });

  test('only the user reads and watches a list of conversations', async () => {
    await createRoom('alice', 'bob');
    const [alice, bob] = [await open('alice'), await open('bob')];
    const map = await mapOf(alice.get);
    expect((await alice.get(`/v3/Maps/${map}/Items`)).items.length).toBeGreaterThan(0);
    expect(await bob.get(`/v3/Maps/${map}`)).toMatchObject({ status: 403 });
    expect(await bob.get(`/v3/Maps/${map}/Items`)).toMatchObject({ status: 403 });
    await bob.subscribe(map, 'map', 0);
    expect(await bob.nextPayload()).toMatchObject({ event_type: 'subscription_failed' });
  });

  test('a participant who was removed while away gets the removal, and nothing else', async () => {
    const { sid, path } = await createRoom('carol', 'alice');
    const carol = await connect('carol');
    expect(carol.conversations()).toEqual([sid]);
    carol.cut();
    await call('DELETE', `${path}/Participants/carol`);
    await call('POST', `${path}/Messages`, { Body: 'not for carol' });
    await carol.connect(servers.at(-1)?.listeningUrl ?? '');
    await expect.poll(() => carol.conversations()).toEqual([]);
    await carol.idle();
    expect([...carol.seenTexts]).toEqual([]);
    expect(carol.violations).toEqual([]);
  });

  test('a client gets the events of its own commands, and shows each message once', async () => {
    const client = await connectClient(servers[0].listeningUrl, tokenOf('dave'));
    const conversation = await client.createConversation();
    const joined = nextEvent(client, 'conversationJoined');
    await conversation.join();
    await joined;
    await conversation.getParticipants();
    const added: number[] = [];
    conversation.on('messageAdded', ({ index }: Message) => added.push(index));
    const sent = await Promise.all(range(10).map((n) => conversation.sendMessage(`${n}`)));
    await expect.poll(() => added.length).toBe(10);
    expect(sent.toSorted((a, b) => Number(a) - Number(b))).toEqual(range(10));
    expect(added).toEqual(range(10));
    expect((await conversation.getMessages()).items.map(({ index }) => index)).toEqual(range(10));
  });

  test('all sessions of an identity get every event', async () => {
    const { sid, path } = await createRoom('erin');
    const places = [...servers, ...servers, servers[0]];
    const clients = await Promise.all(places.map((server) => connect('erin', server)));
    await Promise.all(range(20).map((n) => call('POST', `${path}/Messages`, { Body: `text ${n}` })));
    for (const client of clients) {
      await expect.poll(() => client.copies.get(`${sid}.messages`)?.items.size).toBe(20);
      expect(client.violations).toEqual([]);
    }
  });

  test('objects have the same SIDs in all processes and after a restart, and their numbers go on', async () => {
    const { sid, path } = await createRoom('frank');
    const describeAll = async () => {
      const described = [];
      for (const server of servers) {
        const { get } = await open('frank', server);
        const map = await mapOf(get);
        const user = map.replace('.conversations', '.info');
        const paths = [
          `Documents/${sid}.channel`,
          `Lists/${sid}.messages`,
          `Maps/${sid}.roster`,
          `Maps/${map}`,
          `Maps/${user}`,
        ];
        const objects = [];
        for (const each of paths) objects.push(await get(`/v3/${each}`));
        described.push({
          sids: objects.map((each) => each.sid),
          events: objects.map((each) => each.last_event_id),
        });
      }
      return described;
    };
    await call('POST', `${path}/Messages`, { Body: 'before' });
    const before = await describeAll();
    await stop();
    await start();
    await call('POST', `${path}/Messages`, { Body: 'after' });
    const after = await describeAll();
    const [first] = before;
    for (const { sids } of [...before, ...after]) expect(sids).toEqual(first?.sids);
    for (const { events } of after)
      for (const [n, event] of events.entries()) expect(event).toBeGreaterThanOrEqual(first?.events[n]);
  });
});

import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { SessionClient } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServers } from '../support/servers/start-servers.ts';

const typeOf = { channel: 'document', messages: 'list', roster: 'map', info: 'map' } as const;
type Part = keyof typeof typeOf;

/** A session, and everything that it is sent about objects. */
class Watcher {
  readonly client: SessionClient;
  readonly seen: string[] = [];

  constructor(client: SessionClient) {
    this.client = client;
  }

  async watch(sid: string, ...parts: Part[]): Promise<void> {
    const requests = parts.map((part) => ({
      object_sid: `${sid}.${part}`,
      object_type: typeOf[part],
      last_event_id: 0,
    }));
    const body = { action: 'establish', correlation_id: 1, event_protocol_version: 4, requests };
    await this.client.request('POST', '/v4/Subscriptions', {}, JSON.stringify(body));
    await this.receive(/subscription_(established|failed)/);
  }

  /** Resolves with the next notification that matches. */
  async receive(pattern: RegExp): Promise<string> {
    for (;;) {
      const { payload } = await this.client.next('notification');
      this.seen.push(payload);
      if (pattern.test(payload)) return payload;
    }
  }
}

describe.each(engines)('a user who loses the right to read, on %s', (engine) => {
  let servers: readonly [Colloquy, ...Colloquy[]];
  let call: HttpCaller;
  let service: string;
  let conversations: string;
  let users: string;
  let roles: string;
  let count = 0;
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    servers = await startServers(engine, (await createDatabase(engine)).url);
    for (const each of servers) stack.use(each);
    // Changes come from the other process where there is one.
    const writer = servers.at(-1) ?? servers[0];
    call = createCaller(writer.baseUrl, account.sid, account.token);
    service = await createChatService(writer);
    conversations = `/v1/Services/${service}/Conversations`;
    users = `/v1/Services/${service}/Users`;
    roles = `/v1/Services/${service}/Roles`;
    const { text } = await call('GET', roles);
    const standard = JSON.parse(text).roles.find(
      (each: { readonly friendly_name: string }) => each.friendly_name === 'service user',
    );
    // Without a permission that concerns conversations, a user sees only those that the user is in.
    await call('POST', `${roles}/${standard.sid}`, { Permission: 'editOwnUserInfo' });
  });
  afterAll(() => stack.disposeAsync());

  const createRole = async (Permission: string, Type = 'service'): Promise<string> =>
    (await call('POST', roles, { FriendlyName: `role ${++count}`, Type, Permission })).body.sid;

  async function connect(identity: string): Promise<Watcher> {
    const client = stack.use(new SessionClient(servers[0].listeningUrl));
    await client.init(signAccessToken(service, { grants: { identity } }));
    return new Watcher(client);
  }

  /** A conversation with members. */
  async function createRoom(...members: string[]): Promise<string> {
    const { sid } = (await call('POST', conversations, { FriendlyName: 'Room' })).body;
    for (const Identity of members) await call('POST', `${conversations}/${sid}/Participants`, { Identity });
    return sid;
  }

  const sidOf = async (identity: string): Promise<string> =>
    JSON.parse((await call('GET', `${users}/${identity}`)).text).sid;

  /** A member who sees everything, and another user who is about to lose access. */
  async function openRoom(...parts: Part[]) {
    count++;
    const [witness, loser] = [`witness-${count}`, `loser-${count}`];
    const sid = await createRoom(witness);
    const [watching, losing] = [await connect(witness), await connect(loser)];
    await watching.watch(sid, 'channel', 'messages', 'roster');
    await losing.watch(await sidOf(witness), 'info');
    return {
      sid,
      loser,
      losing,
      path: `${conversations}/${sid}`,
      member: `${conversations}/${sid}/Participants/${loser}`,
      watch: () => losing.watch(sid, ...parts),
      /** Renames the conversation and posts a message. Resolves with the kinds of events that the loser has got of both. */
      async change(): Promise<string[]> {
        const text = `text ${++count}`;
        await call('POST', `${conversations}/${sid}`, { FriendlyName: text });
        await watching.receive(new RegExp(`document_updated.*${text}"`));
        await call('POST', `${conversations}/${sid}/Messages`, { Body: text });
        await watching.receive(new RegExp(`list_item_added.*${text}"`));
        // The changes of an object that the user may read come after those that come before them.
        await call('POST', `${users}/${witness}`, { FriendlyName: `fence ${text}` });
        await losing.receive(new RegExp(`fence ${text}"`));
        const seen = losing.seen.splice(0).filter((each) => each.includes(`"${text}"`));
        return [...new Set(seen.map(kindOf))];
      },
    };
  }

  const kindOf = (payload: string): string => JSON.parse(payload).event_type;

  const revocations: [title: string, revoke: (loser: string, role: string) => Promise<unknown>][] = [
    [
      'the permissions of the role change',
      (_, role) => call('POST', `${roles}/${role}`, { Permission: 'createConversation' }),
    ],
    [
      'the user gets another role',
      async (loser) => call('POST', `${users}/${loser}`, { RoleSid: await createRole('editAnyUserInfo') }),
    ],
    ['the role is deleted', (_, role) => call('DELETE', `${roles}/${role}`)],
  ];

  test.each(revocations)(
    'is sent nothing more of a conversation that a role has shown when %s',
    async (_, revoke) => {
      const { loser, watch, change } = await openRoom('channel');
      const role = await createRole('editConversationName');
      await call('POST', `${users}/${loser}`, { RoleSid: role });
      await watch();
      expect(await change()).toEqual(['document_updated']);
      await revoke(loser, role);
      expect(await change()).toEqual([]);
      expect(await change()).toEqual([]);
    },
  );

  test('is sent the conversation again when the role shows it again', async () => {
    const { loser, watch, change } = await openRoom('channel');
    const role = await createRole('editConversationName');
    await call('POST', `${users}/${loser}`, { RoleSid: role });
    await watch();
    await call('POST', `${roles}/${role}`, { Permission: 'createConversation' });
    expect(await change()).toEqual([]);
    await call('POST', `${roles}/${role}`, { Permission: 'editConversationName' });
    expect(await change()).toEqual(['document_updated']);
  });

  const removals: [
    title: string,
    remove: (room: Awaited<ReturnType<typeof openRoom>>) => Promise<unknown>,
  ][] = [
    ['the back end removes the participant', ({ member }) => call('DELETE', member)],
    ['the participant leaves', ({ losing, member }) => losing.client.request('DELETE', member)],
    [
      'another client removes the participant',
      async ({ path, member }) => {
        const RoleSid = await createRole('removeParticipant', 'conversation');
        await call('POST', `${path}/Participants`, { Identity: 'moderator', RoleSid });
        const { client } = await connect('moderator');
        const { header } = await client.request('DELETE', member);
        expect(header['http_status']).toMatchObject({ code: 204 });
      },
    ],
  ];

  test.each(removals)('is sent nothing more of a conversation when %s', async (_, remove) => {
    const room = await openRoom('channel', 'messages', 'roster');
    await call('POST', `${room.path}/Participants`, { Identity: room.loser });
    await room.watch();
    expect(await room.change()).toEqual(['document_updated', 'list_item_added']);
    await remove(room);
    expect(await room.change()).toEqual([]);
  });

  test('is sent nothing more when the user is deleted', async () => {
    const room = await openRoom('channel', 'messages', 'roster');
    await call('POST', `${room.path}/Participants`, { Identity: room.loser });
    await room.watch();
    expect(await room.change()).toEqual(['document_updated', 'list_item_added']);
    await call('DELETE', `${users}/${room.loser}`);
    expect(await room.change()).toEqual([]);
  });

  test.each(removals)('is sent only the document if a role still shows it when %s', async (_, remove) => {
    const room = await openRoom('channel', 'messages', 'roster');
    const role = await createRole('editConversationName');
    await call('POST', `${users}/${room.loser}`, { RoleSid: role });
    await call('POST', `${room.path}/Participants`, { Identity: room.loser });
    await room.watch();
    await remove(room);
    expect(await room.change()).toEqual(['document_updated']);
    await call('POST', `${roles}/${role}`, { Permission: 'createConversation' });
    expect(await room.change()).toEqual([]);
    await call('POST', `${room.path}/Participants`, { Identity: room.loser });
    expect(await room.change()).toEqual(['document_updated', 'list_item_added']);
  });

  test('is sent everything as long as the user is a participant, with whatever roles', async () => {
    const room = await openRoom('channel', 'messages', 'roster');
    const role = await createRole('editConversationName');
    await call('POST', `${users}/${room.loser}`, { RoleSid: role });
    await call('POST', `${room.path}/Participants`, { Identity: room.loser });
    await room.watch();
    await call('POST', room.member, { RoleSid: await createRole('editOwnMessage', 'conversation') });
    await call('DELETE', `${roles}/${role}`);
    expect(await room.change()).toEqual(['document_updated', 'list_item_added']);
  });
});

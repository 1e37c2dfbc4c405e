import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServers } from '../support/servers/start-servers.ts';
import { SyncClient } from './support/sync-client.ts';

const parts = ['channel', 'messages', 'roster'] as const;
const kindOf = { channel: 'Documents', messages: 'Lists', roster: 'Maps' } as const;

describe.each(engines)('users who are not in a conversation, on %s', (engine) => {
  let servers: readonly [Colloquy, ...Colloquy[]];
  let server: Colloquy;
  let call: HttpCaller;
  let service: string;
  let root: string;
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    servers = await startServers(engine, (await createDatabase(engine)).url);
    for (const each of servers) stack.use(each);
    [server] = servers;
    call = createCaller(server.baseUrl, account.sid, account.token);
    service = await createChatService(server);
    root = `/v1/Services/${service}/Conversations`;
    // Without a permission, a user of the service sees only what it takes part in.
    const roles = await call('GET', `/v1/Services/${service}/Roles`);
    const role = JSON.parse(roles.text).roles.find(
      (each: { readonly friendly_name: string }) => each.friendly_name === 'service user',
    );
    await call('POST', `/v1/Services/${service}/Roles/${role.sid}`, { Permission: 'editOwnUserInfo' });
  });
  afterAll(() => stack.disposeAsync());

  async function connect(identity: string, ofService = service): Promise<SyncClient> {
    const grants = { identity, chat: { service_sid: ofService } };
    const client = stack.use(new SyncClient(signAccessToken(ofService, { grants })));
    await client.connect(server.listeningUrl);
    return client;
  }

  async function createRoom(...identities: string[]) {
    const { sid } = (await call('POST', root, { FriendlyName: 'Secret room' })).body;
    for (const Identity of identities) await call('POST', `${root}/${sid}/Participants`, { Identity });
    await call('POST', `${root}/${sid}/Messages`, { Body: 'secret text' });
    return sid;
  }

  /** Expects that a client gets nothing of a conversation, by any path of the protocol. */
  async function expectHidden(client: SyncClient, sid: string, statuses: readonly number[]) {
    const texts: string[] = [];
    const statusOf = async (...request: Parameters<SyncClient['request']>) => {
      const { status, body } = await client.request(...request);
      texts.push(JSON.stringify(body));
      return status;
    };
    for (const part of parts) {
      expect(statuses).toContain(await statusOf('GET', `/v3/${kindOf[part]}/${sid}.${part}`));
    }
    expect(statuses).toContain(await statusOf('GET', `/v3/Lists/${sid}.messages/Items`));
    expect(await client.request('GET', `/v3/Maps/${sid}.roster/Items`)).toEqual({
      status: 200,
      body: { items: [], meta: { previous_token: null, next_token: null } },
    });
    const commands: Parameters<SyncClient['request']>[] = [
      ['GET', `${root}/${sid}`],
      ['POST', `${root}/${sid}`, { friendly_name: 'mine' }],
      ['DELETE', `${root}/${sid}`, {}],
      ['POST', `${root}/${sid}/Messages`, { body: 'intruder' }],
      ['GET', `${root}/${sid}/Participants`],
      ['GET', `${root}/${sid}/Messages`],
      ['POST', `/v1/Services/${service}/Typing`, `ChannelSid=${sid}`],
    ];
    for (const command of commands)
      expect(await statusOf(...command), command[1]).toBeGreaterThanOrEqual(400);
    const requests = parts.map((part) => ({
      object_sid: `${sid}.${part}`,
      object_type: part === 'channel' ? 'document' : part === 'messages' ? 'list' : 'map',
      last_event_id: 0,
    }));
    const body = { action: 'establish', correlation_id: 1, event_protocol_version: 4, requests };
    await client.request('POST', '/v4/Subscriptions', body);
    await call('POST', `${root}/${sid}/Messages`, { Body: 'secret text' });
    await client.request('GET', '/Client/v2/Configuration');
    expect(texts.join('\n')).not.toMatch(/[Ss]ecret|alice/);
    expect([...client.seenTexts]).toEqual([]);
  }

  test('a user of the same service gets nothing of it', async () => {
    await expectHidden(await connect('stranger'), await createRoom('alice'), [403]);
  });

  test('a user of another service does not even learn that it exists', async () => {
    const other = await createChatService(server);
    await expectHidden(await connect('stranger', other), await createRoom('alice'), [404]);
  });

  test('a participant who was removed gets nothing that came after', async () => {
    const sid = await createRoom('alice', 'bob');
    const bob = await connect('bob');
    await expect.poll(() => [...bob.seenTexts].length).toBe(0);
    await call('DELETE', `${root}/${sid}/Participants/bob`);
    await expect.poll(() => bob.conversations()).toEqual([]);
    await bob.idle();
    bob.seenTexts.clear();
    await expectHidden(bob, sid, [403]);
  });

  test('messages that race with a removal reach the removed participant only if they came before', async () => {
    const last = servers.at(-1) ?? server;
    const send = createCaller(last.baseUrl, account.sid, account.token);
    for (const round of range(15)) {
      const sid = await createRoom('alice', 'carol');
      const [carol, alice] = [await connect('carol'), await connect('alice')];
      await Promise.all([carol.idle(), alice.idle()]);
      // One after the other for each writer, and all writers at the same time as the removal.
      const write = async (writer: number) => {
        for (const n of range(10))
          await send('POST', `${root}/${sid}/Messages`, { Body: `race ${round}.${writer}.${n}` });
      };
      const remove = async () => {
        await send('POST', `${root}/${sid}/Messages`, { Body: `race ${round}` });
        return send('DELETE', `${root}/${sid}/Participants/carol`);
      };
      await Promise.all([...range(4).map(write), remove()]);
      const copyOf = (part: string) => alice.copies.get(`${sid}.${part}`);
      await expect.poll(() => copyOf('messages')?.items.size).toBe(42);
      await expect.poll(() => copyOf('roster')?.removed.size).toBe(1);
      await expect.poll(() => carol.conversations()).toEqual([]);
      await carol.idle();
      // The events of a conversation have one order, which a participant who stays sees.
      const [removal = 0] = copyOf('roster')?.removed.values() ?? [];
      const later = [...(copyOf('messages')?.items.values() ?? [])].filter(({ event }) => event > removal);
      expect(later.length).toBeGreaterThan(0);
      expect(later.filter(({ data }) => carol.seenTexts.has(String(data['text'])))).toEqual([]);
      carol.cut();
      alice.cut();
    }
  }, 60_000);
});

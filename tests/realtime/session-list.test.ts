import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller } from '../support/http/caller.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';

describe.each(engines)('the list of sessions on %s', (engine) => {
  let colloquy: Colloquy;
  let client: Client;
  let service: string;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    service = await createChatService(colloquy);
    client = createClient(colloquy);
  });
  afterAll(() => colloquy.stop());

  const metadata = { env: 'Chrome', envv: '156.0', os: 'Linux', osv: 'unknown', sdk: 'JS', sdkv: '3.0.1' };
  const open = async (identity: string) => {
    const session = new SessionClient(colloquy.listeningUrl);
    const token = signAccessToken(service, { grants: { identity } });
    expect(statusOf(await session.call('init', { token, metadata }))).toMatchObject({ code: 200 });
    return session;
  };

  test('open sessions are listed with their users, clients and subscriptions, newest first', async () => {
    using _alice = await open('alice');
    using bob = await open('bob');
    const { count, sessions, processSid } = await client.fetchRealtimeSessions();
    expect(processSid).toMatch(/^PR[0-9a-f]{32}$/);
    expect([count, sessions.map(({ identity }) => identity)]).toEqual([2, ['bob', 'alice']]);
    expect(sessions[0]).toMatchObject({
      sid: expect.stringMatching(/^TS/),
      chatServiceSid: service,
      dateOpened: startTime,
      sdk: 'JS 3.0.1',
      platform: 'Chrome 156.0, Linux',
      address: '127.0.0.1',
      unsentBytes: expect.any(Number),
      subscriptionCount: 0,
      subscriptions: [],
    });
    expect((await client.fetchRealtimeSessions({ limit: 1 })).sessions).toHaveLength(1);
    expect((await client.fetchRealtimeSessions({ identity: 'alice' })).count).toBe(1);
    expect((await client.fetchRealtimeSessions({ serviceSid: `IS${'0'.repeat(32)}` })).count).toBe(0);
    bob[Symbol.dispose]();
    await bob.closed;
    await expect.poll(async () => (await client.fetchRealtimeSessions()).count).toBe(1);
  });

  test('the objects that a session watches are counted and named', async () => {
    const call = createCaller(colloquy.baseUrl, account.sid, account.token);
    const root = `/v1/Services/${service}/Conversations`;
    const { sid } = (await call('POST', root, {})).body;
    await call('POST', `${root}/${sid}/Participants`, { Identity: 'carol' });
    using carol = await open('carol');
    const names = [`${sid}.messages`, `${sid}.channel`];
    const requests = names.map((name) => ({
      object_sid: name,
      object_type: name.endsWith('messages') ? 'list' : 'document',
      last_event_id: 0,
    }));
    const body = { action: 'establish', correlation_id: 1, requests };
    await carol.request('POST', '/v4/Subscriptions', {}, JSON.stringify(body));
    await carol.next('notification');
    const { sessions } = await client.fetchRealtimeSessions({ identity: 'carol' });
    expect(sessions).toMatchObject([{ subscriptionCount: 2 }]);
    expect(sessions[0]?.subscriptions.toSorted()).toEqual(names.toSorted());
  });

  test('an account sees none of the sessions of another, and nobody sees any without credentials', async () => {
    using _alice = await open('alice');
    const theirs = createCaller(colloquy.baseUrl, otherAccount.sid, otherAccount.token);
    expect((await theirs('GET', '/colloquy/v1/realtime/sessions')).text).toContain('"sessions":[]');
    const ours = createCaller(colloquy.baseUrl, account.sid, account.token);
    expect((await ours('GET', '/colloquy/v1/realtime/sessions')).text).toContain('alice');
    expect((await fetch(`${colloquy.baseUrl}/colloquy/v1/realtime/sessions`)).status).toBe(401);
  });
});

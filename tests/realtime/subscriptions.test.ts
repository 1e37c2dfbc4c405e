import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { SessionClient } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { SessionServer } from './support/session-server.ts';

describe.each(engines)('a subscription on %s', (engine) => {
  let server: Colloquy;
  let call: HttpCaller;
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    server = stack.use(await startServer((await createDatabase(engine)).url));
    call = createCaller(server.baseUrl, account.sid, account.token);
  });
  afterAll(() => stack.disposeAsync());

  /** A session of alice, who is in a conversation. */
  async function open() {
    const service = await createChatService(server);
    const root = `/v1/Services/${service}/Conversations`;
    const { sid } = (await call('POST', root, {})).body;
    await call('POST', `${root}/${sid}/Participants`, { Identity: 'alice' });
    const client = stack.use(new SessionClient(server.listeningUrl));
    await client.init(signAccessToken(service));
    const name = `${sid}.messages`;
    return {
      client,
      path: `${root}/${sid}`,
      cursor: async () =>
        JSON.parse((await client.request('GET', `/v3/Lists/${name}`)).payload).last_event_id,
      subscribe: async (after: number) => {
        const requests = [{ object_sid: name, object_type: 'list', last_event_id: after }];
        const body = { action: 'establish', correlation_id: 1, requests };
        await client.request('POST', '/v4/Subscriptions', {}, JSON.stringify(body));
      },
      nextPayload: async () => JSON.parse((await client.next('notification')).payload),
    };
  }

  test('reports the removal of a message that was added after the event that the client knows', async () => {
    const { path, cursor, subscribe, nextPayload } = await open();
    const known = await cursor();
    const { sid } = (await call('POST', `${path}/Messages`, { Body: 'short' })).body;
    // Here a client may read the items, of which the message is one.
    await call('DELETE', `${path}/Messages/${sid}`);
    await subscribe(known);
    expect(await nextPayload()).toMatchObject({
      event_type: 'list_item_removed',
      events: [{ item_index: 0 }],
    });
  });

  test('is answered after the reply to its request, which makes the client SDK forget newer ones', async () => {
    const { client, cursor, subscribe, nextPayload } = await open();
    const known = await cursor();
    client.methods.splice(0);
    await subscribe(known);
    await nextPayload();
    expect(client.methods).toEqual(['reply', 'notification']);
  });

  test('goes on for a participant who was removed and has come back', async () => {
    const { path, cursor, subscribe, nextPayload } = await open();
    await subscribe(await cursor());
    expect(await nextPayload()).toMatchObject({ event_type: 'subscription_established' });
    await Promise.all([
      call('DELETE', `${path}/Participants/alice`),
      call('POST', `${path}/Participants`, { Identity: 'bob' }),
    ]);
    await call('POST', `${path}/Participants`, { Identity: 'alice' });
    await subscribe(await cursor());
    expect(await nextPayload()).toMatchObject({ event_type: 'subscription_established' });
    await call('POST', `${path}/Messages`, { Body: 'welcome back' });
    expect(await nextPayload()).toMatchObject({ events: [{ item_data: { text: 'welcome back' } }] });
  });

  test('is renewed before the log forgets what it would resume from', async () => {
    await using running = await SessionServer.start(engine, { COLLOQUY_EVENT_RETENTION: 'PT2H' });
    const client = running.connect();
    await client.init(signAccessToken(running.service));
    const body = JSON.stringify({ action: 'establish', correlation_id: 1, requests: [] });
    const { payload } = await client.request('POST', '/v4/Subscriptions', {}, body);
    expect(JSON.parse(payload)).toMatchObject({ ttl_in_s: 3600 });
  });
});

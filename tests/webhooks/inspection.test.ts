import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { startServer } from '../support/servers/start-servers.ts';
import {
  type AdminBody,
  createInspectionClient,
  createServiceWithWebhook,
  type Delivery,
  withWebhooks,
} from './support/inspection-client.ts';

describe.each(engines)('webhook inspection on %s', (engine) => {
  let colloquy: Colloquy;
  let client: ReturnType<typeof createClient>;
  let admin: ReturnType<typeof createInspectionClient>;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    client = createClient(colloquy);
    admin = createInspectionClient(colloquy);
  });
  afterAll(() => colloquy.stop());

  /** Sends everything that is due, and lists all deliveries of a service that pass the filters. */
  const seen = async (service: string, filters: Record<string, string> = {}) => {
    await colloquy.advance('PT0S');
    const found: AdminBody['deliveries'][number][] = [];
    let page = (await admin('GET', '/deliveries', { ServiceSid: service, ...filters })).body;
    for (;;) {
      found.push(...page.deliveries);
      if (page.meta.next_page_url === null) return found;
      page = (await admin('GET', page.meta.next_page_url)).body;
    }
  };
  const one = async (sid: string) => (await admin<Delivery>('GET', `/deliveries/${sid}`)).body;

  test('deliveries are listed newest first, in pages and with filters', async () => {
    await using receiver = await startReceiver();
    const service = await createServiceWithWebhook(client, receiver.url);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    for (const body of ['1', '2', '3'])
      await client.createServiceConversationMessage(service, conversation.sid, { body, ...withWebhooks });
    await seen(service);
    receiver.onRequest = () => 400;
    const other = await client.createServiceConversation(service, withWebhooks);
    const all = await seen(service);
    expect(all.map(({ event_name, state }) => [event_name, state])).toEqual([
      ['onConversationAdded', 'dead'],
      ...Array.from({ length: 3 }, () => ['onMessageAdded', 'delivered']),
      ['onConversationAdded', 'delivered'],
    ]);

    const paged = await seen(service, { PageSize: '2' });
    expect(paged).toEqual(all);
    for (const [index, status] of [400, 200, 200, 200, 200].entries())
      expect(all[index]?.last_attempt).toEqual({
        date: expect.any(String),
        milliseconds: expect.any(Number),
        status,
        error: null,
      });
    const first = await admin('GET', '/deliveries', { ServiceSid: service, PageSize: '2' });
    expect(first.body.deliveries.length).toBe(2);

    expect(await seen(service, { State: 'dead' })).toEqual(all.slice(0, 1));
    expect(await seen(service, { EventName: 'onMessageAdded' })).toEqual(all.slice(1, 4));
    expect(await seen(service, { ConversationSid: other.sid })).toEqual(all.slice(0, 1));
    expect(await seen(service, { Target: service })).toEqual(all);
  });

  test('a delivery includes its parameters and attempts, without secrets', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => ({ status: 500, body: 'out of order' });
    const service = await createServiceWithWebhook(client, receiver.url.replace('//', '//user:hidden@'));
    await client.createServiceConversation(service, { friendlyName: 'Desk', ...withWebhooks });
    const [delivery] = await seen(service);
    receiver.onRequest = () => 204;
    await colloquy.advance('PT2S');
    const { status, text, body } = await admin<Delivery>('GET', `/deliveries/${delivery?.sid}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'delivered',
      attempt_count: 2,
      parameters: { EventType: 'onConversationAdded', FriendlyName: 'Desk' },
      attempts: [
        { number: 1, retry_count: 0, status: 500, error: null, body: 'out of order' },
        { number: 2, retry_count: 1, status: 204, error: null, body: '' },
      ],
    });
    expect(text).not.toMatch(/hidden|user:|ours/);
  });

  test('an account sees and replays only its own deliveries', async () => {
    await using receiver = await startReceiver();
    const service = await createServiceWithWebhook(client, receiver.url);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    const [delivery] = await seen(service);
    const theirs = createInspectionClient(colloquy, otherAccount);
    expect((await theirs('GET', '/deliveries')).body.deliveries).toEqual([]);
    expect((await theirs('GET', '/events')).body.events).toEqual([]);
    expect((await theirs('GET', `/deliveries/${delivery?.sid}`)).status).toBe(404);
    expect((await theirs('POST', `/deliveries/${delivery?.sid}/replay`)).status).toBe(404);
    expect((await theirs('POST', '/deliveries/replay', { State: 'delivered' })).body.replayed).toBe(0);
    const event = { EventType: 'onConversationAdded', ConversationSid: conversation.sid };
    expect((await theirs('POST', '/trigger', event)).status).toBe(404);
  });

  test('a delivered delivery can be replayed and has all its retries again', async () => {
    await using receiver = await startReceiver();
    const service = await createServiceWithWebhook(client, receiver.url);
    await client.createServiceConversation(service, withWebhooks);
    const [delivery] = await seen(service);
    receiver.onRequest = () => 503;
    const { status, body } = await admin<Delivery>('POST', `/deliveries/${delivery?.sid}/replay`);
    expect([status, body.sid, body.state]).toEqual([202, delivery?.sid, 'pending']);
    await colloquy.advance('PT0S');
    for (const wait of ['PT2S', 'PT7S', 'PT31S']) await colloquy.advance(wait);
    const counts = receiver.received.map(({ parameters }) => parameters['RetryCount']);
    expect(counts).toEqual(['0', '0', '1', '2', '3']);
    const tokens = receiver.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(1);
    const after = await one(body.sid);
    expect(after.state).toBe('dead');
    expect(after.attempts.map((each) => each.status)).toEqual([200, 503, 503, 503, 503]);
    expect(after.attempts.map((each) => String(each.retry_count))).toEqual(counts);
  });

  test('a replay is sent at once, even if a replay of the same conversation waits for its retry', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => 404;
    const service = await createServiceWithWebhook(client, receiver.url);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    await client.createServiceConversationMessage(service, conversation.sid, {
      body: 'newer',
      ...withWebhooks,
    });
    const [newer, older] = await seen(service);
    receiver.onRequest = () => 503;
    await admin('POST', `/deliveries/${newer?.sid}/replay`);
    await colloquy.advance('PT0S');
    receiver.onRequest = () => 200;
    await admin('POST', `/deliveries/${older?.sid}/replay`);
    expect((await seen(service)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(receiver.events().slice(2)).toEqual(['onMessageAdded', 'onConversationAdded', 'onMessageAdded']);
    expect(receiver.received[3]?.parameters['RetryCount']).toBe('0');
  });

  test('replaying all dead deliveries sends them to the current URL of their target', async () => {
    await using broken = await startReceiver();
    await using receiver = await startReceiver();
    broken.onRequest = () => 404;
    const service = await createServiceWithWebhook(client, broken.url);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    for (const body of ['1', '2'])
      await client.createServiceConversationMessage(service, conversation.sid, { body, ...withWebhooks });
    expect((await seen(service, { State: 'dead' })).length).toBe(3);
    await client.updateServiceWebhookConfiguration(service, { postWebhookUrl: `${receiver.url}/new` });
    const filters = { State: 'dead', ServiceSid: service };
    const { status, body } = await admin('POST', '/deliveries/replay', filters);
    expect([status, body.replayed, body.next_page_token]).toEqual([202, 3, null]);
    expect((await seen(service)).map(({ state }) => state)).toEqual(Array(3).fill('delivered'));
    expect(receiver.received.map(({ path, parameters }) => [path, parameters['Body']])).toEqual([
      ['/new', undefined],
      ['/new', '1'],
      ['/new', '2'],
    ]);
    expect((await admin('POST', '/deliveries/replay', filters)).body.replayed).toBe(0);
  });

  test('a delivery to an unsupported target can be replayed to a given URL', async () => {
    await using receiver = await startReceiver();
    const conversation = await client.createConversation();
    await client.createConversationScopedWebhook(conversation.sid, {
      target: 'studio',
      configurationFlowSid: `FW${'1'.repeat(32)}`,
    });
    await client.createConversationMessage(conversation.sid, { body: 'Flow', ...withWebhooks });
    const [stored] = await seen(conversation.chatServiceSid, {
      State: 'unsupported',
      ConversationSid: conversation.sid,
    });
    expect(stored).toMatchObject({ event_name: 'onMessageAdded', url: null });
    const path = `/deliveries/${stored?.sid}/replay`;
    expect((await admin('POST', path)).status).toBe(400);
    expect((await admin('POST', path, { Url: 'ftp://x' })).status).toBe(400);
    expect((await admin('POST', path, { Url: receiver.url })).status).toBe(202);
    await colloquy.advance('PT0S');
    expect(receiver.received[0]?.parameters).toMatchObject({ Body: 'Flow', EventType: 'onMessageAdded' });
  });

  test('a past event can be triggered, even one of a request without the header', async () => {
    await using receiver = await startReceiver();
    const service = await createServiceWithWebhook(client, receiver.url, ['onMessageAdded']);
    const conversation = await client.createServiceConversation(service, {});
    const postMessage = (body: string) =>
      client.createServiceConversationMessage(service, conversation.sid, { body });
    const first = await postMessage('first');
    await postMessage('last');
    const trigger = (fields: Record<string, string>) =>
      admin('POST', '/trigger', {
        EventType: 'onMessageAdded',
        ConversationSid: conversation.sid,
        ...fields,
      });
    const { status, body } = await trigger({});
    expect([status, body.deliveries.length]).toEqual([202, 1]);
    await trigger({ MessageSid: first.sid });
    await colloquy.advance('PT0S');
    expect(receiver.received.map(({ parameters }) => parameters['Body'])).toEqual(['last', 'first']);
    const unwanted = await trigger({ EventType: 'onConversationAdded' });
    expect([unwanted.status, unwanted.body.deliveries]).toEqual([202, []]);
    expect((await trigger({ EventType: 'onMessageRemoved' })).status).toBe(404);
    expect((await trigger({ MessageSid: `IM${'0'.repeat(32)}` })).status).toBe(404);
  });

  test.each(['WD1', 'a%20b', '%00', 'a%00b'])('%s names no delivery', async (sid) => {
    for (const call of [admin('GET', `/deliveries/${sid}`), admin('POST', `/deliveries/${sid}/replay`)])
      expect(await call).toMatchObject({ status: 404, body: { code: 20404 } });
  });

  test('each webhook that does not get an event is listed with the reason', async () => {
    await using receiver = await startReceiver();
    const service = await createServiceWithWebhook(client, receiver.url, ['onMessageAdded']);
    const { sid } = await client.createServiceConversation(service, withWebhooks);
    const early = await client.createServiceConversationMessage(service, sid, { body: 'early' });
    const attach = async (
      webhook: Omit<Parameters<typeof client.createServiceConversationScopedWebhook>[2], 'configurationUrl'>,
    ) => {
      const parameters = { configurationUrl: receiver.url, ...webhook };
      return (await client.createServiceConversationScopedWebhook(service, sid, parameters)).sid;
    };
    const removals = await attach({ target: 'webhook', configurationFilters: ['onMessageRemoved'] });
    const keyword = await attach({ target: 'trigger', configurationTriggers: ['help'] });
    // Without a message to begin after, a webhook wants what its filters name, whenever it was.
    const messages = await attach({
      target: 'webhook',
      configurationFilters: ['onMessageAdded'],
      configurationReplayAfter: early.index,
    });
    const late = await client.createServiceConversationMessage(service, sid, { body: 'late' });
    const { body } = await admin('GET', '/events', { ConversationSid: sid });
    const refusalsOf = (messageSid: string) => {
      const event = body.events.find(({ parameters }) => parameters['MessageSid'] === messageSid);
      return event?.not_wanted_by.map(({ target, reason }) => [target, reason]).toSorted();
    };
    const always = [
      [removals, 'filters'],
      [keyword, 'keywords'],
    ];
    expect(refusalsOf(early.sid)).toEqual([...always, [messages, 'older_than_webhook']].toSorted());
    expect(refusalsOf(late.sid)).toEqual(always.toSorted());
    const added = body.events.find(({ event_name }) => event_name === 'onConversationAdded');
    expect(added?.not_wanted_by).toContainEqual({ target: service, reason: 'filters' });
    await client.updateServiceWebhookConfiguration(service, { postWebhookUrl: '' });
    const { body: without } = await admin('GET', '/events', { ConversationSid: sid, PageSize: '1' });
    expect(without.events[0]?.not_wanted_by).toContainEqual({ target: service, reason: 'no_url' });
  });

  test('events that were not sent are listed with the reason', async () => {
    await using receiver = await startReceiver();
    const service = await createServiceWithWebhook(client, receiver.url, ['onMessageAdded']);
    const { body: start } = await admin('GET', '/events', { PageSize: '1' });
    const conversation = await client.createServiceConversation(service, withWebhooks);
    await client.createServiceConversationMessage(service, conversation.sid, { body: 'quiet' });
    await client.createServiceConversationMessage(service, conversation.sid, {
      body: 'loud',
      ...withWebhooks,
    });
    const expected = [
      { event_name: 'onConversationAdded', wanted_by: [], silent: 'no webhook wants onConversationAdded' },
      {
        event_name: 'onMessageAdded',
        wanted_by: [service],
        silent: 'the request had no header X-Twilio-Webhook-Enabled: true',
      },
      { event_name: 'onMessageAdded', wanted_by: [service], silent: null },
    ];
    const after = { After: String(start.meta.position) };
    const { body: events } = await admin('GET', '/events', after);
    expect(events.events).toMatchObject(expected);
    expect(events.events[1]?.parameters['Body']).toBe('quiet');
    expect(events.meta.position).toBe(events.events[2]?.position);
    const { body: none } = await admin('GET', '/events', { After: String(events.meta.position) });
    expect([none.events, none.meta.position]).toEqual([[], events.meta.position]);
    const { body: recent } = await admin('GET', '/events', { ServiceSid: service, Silent: 'true' });
    expect(recent.events).toMatchObject(expected.slice(0, 2).toReversed());
  });

  test('events of background work are listed as such, because no request could have had the header', async () => {
    await using receiver = await startReceiver();
    const service = await createServiceWithWebhook(client, receiver.url, ['onParticipantRemoved']);
    const conversation = await client.createServiceConversation(service);
    await client.createServiceConversationParticipant(service, conversation.sid, { identity: 'alice' });
    await client.deleteServiceUser(service, 'alice', withWebhooks);
    const filters = { ServiceSid: service, EventName: 'onParticipantRemoved' };
    await expect
      .poll(async () => (await admin('GET', '/events', filters)).body.events)
      .toMatchObject([{ wanted_by: [service], silent: 'background work wrote it' }]);
  });

  test.each<['GET' | 'POST', string, Record<string, string>, number]>([
    ['GET', '/deliveries', { State: 'lost' }, 400],
    ['GET', '/deliveries', { EventName: 'onMessageAd' }, 400],
    ['GET', '/events', { EventName: 'onMessageAdd' }, 400],
    ['GET', '/deliveries', { ConversationSid: "CH' OR 1=1" }, 400],
    ['GET', '/deliveries', { PageToken: '-1' }, 400],
    ['GET', '/deliveries', { Target: 'everyone' }, 400],
    ['GET', '/events', { After: '1e9' }, 400],
    ['GET', '/events', { State: 'dead' }, 400],
    ['GET', '/deliveries/WD0', {}, 404],
    ['POST', '/deliveries/WD0/replay', {}, 404],
    ['POST', '/deliveries/replay', {}, 400],
    ['POST', '/trigger', {}, 400],
    ['POST', '/trigger', { EventType: 'onMessageAdded' }, 400],
  ])('%s %s with %j is refused', async (method, path, form, status) => {
    expect((await admin(method, path, form)).status).toBe(status);
  });
});

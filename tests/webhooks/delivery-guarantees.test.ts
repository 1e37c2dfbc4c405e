import { createClient } from '@colloquy/client';
import { describe, expect, it } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { type ReceivedRequest, startReceiver } from '../support/http/webhook-receiver.ts';
import { range } from '../support/range.ts';
import { startServer, startServers } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';
import { expectCompleteLanes, expectDeliveredOnce } from './support/expect-lanes.ts';
import { withWebhooks } from './support/inspection-client.ts';

describe.each(engines)('webhooks on %s', (engine) => {
  /** Starts a server, on engines that can be shared a second one, with a webhook for messages. */
  async function start() {
    const { url } = await createDatabase(engine);
    const servers = await startServers(engine, url);
    const [first] = servers;
    const clients = servers.map((server) => createClient(server));
    const client = createClient(first);
    const service = await client.createService({ friendlyName: 'Webhooks' });
    const receiver = await startReceiver();
    const configure = (postWebhookUrl: string, filters: ['onMessageAdded']) =>
      client.updateServiceWebhookConfiguration(service.sid, { postWebhookUrl, filters });
    await configure(receiver.url, ['onMessageAdded']);
    return {
      url,
      client,
      clients,
      receiver,
      configure,
      service: service.sid,
      createConversations: (count: number) =>
        Promise.all(range(count).map(async () => (await client.createServiceConversation(service.sid)).sid)),
      /** Posts so many messages in each conversation, alternating between the servers. */
      postMessages: (conversations: readonly string[], count: number) =>
        Promise.all(
          conversations.map(async (conversation) => {
            for (const n of range(count))
              await clients[n % clients.length]?.createServiceConversationMessage(service.sid, conversation, {
                body: `${n}`,
                ...withWebhooks,
              });
          }),
        ),
      advance: async (duration: string) => {
        for (const server of servers) await server.advance(duration);
      },
      reset: () => first.reset(),
      [Symbol.asyncDispose]: async () => {
        await Promise.all(servers.map((server) => server.stop()));
        await receiver[Symbol.asyncDispose]();
      },
    };
  }
  const counts = (conversations: readonly string[], count: number) =>
    new Map(conversations.map((sid) => [sid, count]));

  it('events of concurrent writers are delivered once and in order', async () => {
    await using cluster = await start();
    const { receiver } = cluster;
    const conversations = await cluster.createConversations(6);
    await cluster.postMessages(conversations, 10);
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(60);
    await cluster.advance('PT0S');
    expectDeliveredOnce(receiver.received, counts(conversations, 10));
  });

  it('order is kept when every third delivery needs three attempts', async () => {
    await using cluster = await start();
    const { receiver } = cluster;
    const fails = ({ Index, RetryCount }: ReceivedRequest['parameters']) =>
      Number(Index) % 3 === 1 && Number(RetryCount) < 2;
    receiver.onRequest = ({ parameters }) => (fails(parameters) ? 503 : 200);
    const conversations = await cluster.createConversations(6);
    await cluster.postMessages(conversations, 6);
    const lanes = () => queryRows(cluster.url, 'SELECT * FROM webhook_lane');
    for (const step of ['PT0S', 'PT2S', 'PT7S']) for (const _ of range(3)) await cluster.advance(step);
    // Consecutive failures open the breaker, each time for up to a minute.
    for (let n = 0; n < 30 && (await lanes()).length > 0; n++) await cluster.advance('PT61S');
    expectCompleteLanes(receiver.received, counts(conversations, 6));
    expect(receiver.received).toHaveLength(6 * (4 + 2 * 3));
    expect(await lanes()).toEqual([]);
    const left = await queryRows(cluster.url, "SELECT sid FROM webhook_delivery WHERE state <> 'delivered'");
    expect(left).toEqual([]);
  });

  it('pending deliveries keep the old URL, and later events go to the new one', async () => {
    await using cluster = await start();
    await using next = await startReceiver();
    const [conversation = ''] = await cluster.createConversations(1);
    cluster.receiver.onRequest = () => 503;
    await cluster.postMessages([conversation], 1);
    await cluster.advance('PT0S');
    await cluster.configure(next.url, ['onMessageAdded']);
    await cluster.postMessages([conversation], 1);
    await cluster.advance('PT0S');
    expect(next.received).toEqual([]);
    cluster.receiver.onRequest = () => 200;
    await cluster.advance('PT2S');
    await cluster.advance('PT0S');
    expect(cluster.receiver.received.map(({ parameters }) => parameters['Index'])).toEqual(['0', '0']);
    expect(next.received.map(({ parameters }) => parameters['Index'])).toEqual(['1']);
  });

  it('a scoped webhook receives the deletion of its conversation and everything before it', async () => {
    await using cluster = await start();
    const { client, service, receiver } = cluster;
    const [conversation = ''] = await cluster.createConversations(1);
    receiver.onRequest = () => 503;
    await client.createServiceConversationScopedWebhook(service, conversation, {
      target: 'webhook',
      configurationUrl: `${receiver.url}/scoped`,
      configurationFilters: ['onMessageAdded', 'onConversationRemoved'],
    });
    await client.createServiceConversationMessage(service, conversation, {
      body: 'last words',
      ...withWebhooks,
    });
    await client.deleteServiceConversation(service, conversation, withWebhooks);
    await cluster.advance('PT0S');
    receiver.onRequest = () => 200;
    await cluster.advance('PT2S');
    await cluster.advance('PT2S');
    const delivered = receiver.received.filter(({ path }) => path === '/scoped');
    expect([...new Set(delivered.map(({ parameters }) => parameters['EventType']))]).toEqual([
      'onMessageAdded',
      'onConversationRemoved',
    ]);
    expect(await queryRows(cluster.url, 'SELECT * FROM scoped_webhook')).toEqual([]);
  });

  it('a conversation that is deleted without the header leaves no webhook behind', async () => {
    await using cluster = await start();
    const { client, service, receiver } = cluster;
    const [conversation = '', other = ''] = await cluster.createConversations(2);
    for (const each of [conversation, other])
      await client.createServiceConversationScopedWebhook(service, each, {
        target: 'webhook',
        configurationUrl: receiver.url,
        configurationFilters: ['onConversationRemoved'],
      });
    await client.deleteServiceConversation(service, conversation);
    await cluster.advance('PT0S');
    expect(receiver.received).toEqual([]);
    const left = await queryRows(cluster.url, 'SELECT conversation_sid FROM scoped_webhook');
    expect(left).toEqual([{ conversation_sid: other }]);
  });

  it('a reset removes pending deliveries, including those in flight', async () => {
    await using cluster = await start();
    const { receiver } = cluster;
    const pendingReply = Promise.withResolvers<number>();
    receiver.onRequest = () => pendingReply.promise;
    const conversations = await cluster.createConversations(4);
    await cluster.postMessages(conversations, 3);
    await expect.poll(() => receiver.received.length).toBe(4);
    await cluster.reset();
    pendingReply.resolve(503);
    await cluster.advance('PT0S');
    await cluster.advance('PT2S');
    expect(receiver.received).toHaveLength(4);
    for (const table of ['webhook_lane', 'webhook_delivery', 'webhook_attempt'])
      expect(await queryRows(cluster.url, `SELECT * FROM ${table}`)).toEqual([]);
  });

  it('a backfill comes before new events, without a gap or a repeat, and does not delay other webhooks', async () => {
    await using cluster = await start();
    const { client, service, receiver } = cluster;
    const [conversation = ''] = await cluster.createConversations(1);
    const early = 230;
    await Promise.all(
      range(early).map((n) =>
        client.createServiceConversationMessage(service, conversation, {
          body: `${n}`,
          ...(n % 2 === 0 ? withWebhooks : {}),
        }),
      ),
    );
    const pendingPosts = cluster.postMessages([conversation], 40);
    const createWebhook = (path: string, configurationReplayAfter: number) =>
      client.createServiceConversationScopedWebhook(service, conversation, {
        target: 'webhook',
        configurationUrl: `${receiver.url}${path}`,
        configurationFilters: ['onMessageAdded'],
        configurationReplayAfter,
      });
    await Promise.all([createWebhook('/all', 0), createWebhook('/some', 100), createWebhook('/later', 1000)]);
    await pendingPosts;
    await cluster.postMessages([conversation], 5);
    await cluster.advance('PT0S');
    await expect
      .poll(() => receiver.received.some(({ parameters }) => parameters['Index'] === '274'))
      .toBe(true);
    await cluster.advance('PT0S');
    const indexesAt = (path: string) =>
      receiver.received
        .filter((each) => each.path === path)
        .map(({ parameters }) => Number(parameters['Index']));
    const last = early + 45;
    expect(indexesAt('/all')).toEqual(range(last));
    expect(indexesAt('/some')).toEqual(range(last).slice(100));
    const later = indexesAt('/later');
    expect(later).toEqual(range(last).slice(last - later.length));
    expect(later.length).toBeGreaterThanOrEqual(5);
    const of = receiver.received.find(({ path }) => path === '/all');
    expect(of?.parameters).toMatchObject({ EventType: 'onMessageAdded', Index: '0', Source: 'API' });
  });
});

it('a process whose lease has expired does not overwrite the results of its successor', async () => {
  const { url } = await createDatabase('postgres');
  await using slow = await startServer(url);
  await using receiver = await startReceiver();
  const client = createClient(slow);
  await client.updateConfigurationWebhook({ postWebhookUrl: receiver.url, filters: ['onMessageAdded'] });
  const conversation = await client.createConversation();
  const late = Promise.withResolvers<number>();
  // The last delivery fails once, so that the lane still exists when the late reply arrives.
  receiver.onRequest = ({ parameters: { Index, RetryCount } }) => {
    if (receiver.received.length === 1) return late.promise;
    return Index === '2' && RetryCount === '0' ? 503 : 200;
  };
  await client.createConversationMessage(conversation.sid, { body: 'first', ...withWebhooks });
  await expect.poll(() => receiver.received.length).toBe(1);
  for (const body of ['second', 'third'])
    await client.createConversationMessage(conversation.sid, { body, ...withWebhooks });

  // Its clock is ahead, so the lease of the first process has expired for it.
  await using other = await startServer(url, {}, new Date(startTime.getTime() + 120_000));
  await expect.poll(() => receiver.received.length).toBe(4);
  await other.advance('PT0S');
  late.resolve(503);
  await slow.advance('PT0S');
  await slow.advance('PT2S');
  await other.advance('PT2S');
  expectCompleteLanes(receiver.received, new Map([[conversation.sid, 3]]));
  expect(receiver.received).toHaveLength(5);
  const done = await queryRows(url, 'SELECT state, attempts FROM webhook_delivery ORDER BY id');
  expect(done.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual([
    'delivered 1',
    'delivered 1',
    'delivered 2',
  ]);
});

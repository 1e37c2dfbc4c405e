import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { describe, expect, it } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { type ReceivedRequest, startReceiver } from '../support/http/webhook-receiver.ts';
import { expectCompleteLanes, expectDeliveredOnce } from './support/expect-lanes.ts';

const withWebhooks = { xTwilioWebhookEnabled: true };
const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };

const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each(engines)('webhooks on %s', (engine) => {
  /** A server, and on PostgreSQL another one beside it; both tell the receiver of what is said. */
  async function start() {
    const { url } = await createDatabase(engine);
    const now = new Date('2024-05-01T12:00:00Z');
    const options = { databaseUrl: url, now, settings: account };
    const first = await startColloquy(options);
    const servers = canShare(engine) ? [first, await startColloquy(options)] : [first];
    const clients = servers.map((server) => createClient(server));
    const client = createClient(first);
    const service = await client.createService({ friendlyName: 'Told' });
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
      rooms: (count: number) =>
        Promise.all(range(count).map(async () => (await client.createServiceConversation(service.sid)).sid)),
      /** Says so much in each room, in turns by the servers. */
      postMessage: (rooms: readonly string[], count: number) =>
        Promise.all(
          rooms.map(async (room) => {
            for (const n of range(count))
              await clients[n % clients.length]?.createServiceConversationMessage(service.sid, room, {
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
  const counts = (rooms: readonly string[], count: number) => new Map(rooms.map((sid) => [sid, count]));

  it('are told of everything once and in order, whoever writes at the same time', async () => {
    await using cluster = await start();
    const { receiver } = cluster;
    const rooms = await cluster.rooms(6);
    await cluster.postMessage(rooms, 10);
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(60);
    await cluster.advance('PT0S');
    expectDeliveredOnce(receiver.received, counts(rooms, 10));
  });

  it('are told of everything in order though every third needs three attempts', async () => {
    await using cluster = await start();
    const { receiver } = cluster;
    const fails = ({ Index, RetryCount }: ReceivedRequest['parameters']) =>
      Number(Index) % 3 === 1 && Number(RetryCount) < 2;
    receiver.onRequest = ({ parameters }) => (fails(parameters) ? 503 : 200);
    const rooms = await cluster.rooms(6);
    await cluster.postMessage(rooms, 6);
    const lanes = () => queryRows(cluster.url, 'SELECT * FROM webhook_lane');
    for (const step of ['PT0S', 'PT2S', 'PT7S']) for (const _ of range(3)) await cluster.advance(step);
    // When those that fail come one after the other, the server is taken to be down for up to a minute each time.
    for (let n = 0; n < 30 && (await lanes()).length > 0; n++) await cluster.advance('PT61S');
    expectCompleteLanes(receiver.received, counts(rooms, 6));
    expect(receiver.received).toHaveLength(6 * (4 + 2 * 3));
    expect(await lanes()).toEqual([]);
    const left = await queryRows(cluster.url, "SELECT sid FROM webhook_delivery WHERE state <> 'delivered'");
    expect(left).toEqual([]);
  });

  it('are told at their new URL of what happens after it has changed, and of what waits at the old one', async () => {
    await using cluster = await start();
    await using next = await startReceiver();
    const [room = ''] = await cluster.rooms(1);
    cluster.receiver.onRequest = () => 503;
    await cluster.postMessage([room], 1);
    await cluster.advance('PT0S');
    await cluster.configure(next.url, ['onMessageAdded']);
    await cluster.postMessage([room], 1);
    await cluster.advance('PT0S');
    expect(next.received).toEqual([]);
    cluster.receiver.onRequest = () => 200;
    await cluster.advance('PT2S');
    await cluster.advance('PT0S');
    expect(cluster.receiver.received.map(({ parameters }) => parameters['Index'])).toEqual(['0', '0']);
    expect(next.received.map(({ parameters }) => parameters['Index'])).toEqual(['1']);
  });

  it('of a conversation are told of its end, and of what was before, though they end with it', async () => {
    await using cluster = await start();
    const { client, service, receiver } = cluster;
    const [room = ''] = await cluster.rooms(1);
    receiver.onRequest = () => 503;
    await client.createServiceConversationScopedWebhook(service, room, {
      target: 'webhook',
      configurationUrl: `${receiver.url}/scoped`,
      configurationFilters: ['onMessageAdded', 'onConversationRemoved'],
    });
    await client.createServiceConversationMessage(service, room, { body: 'last words', ...withWebhooks });
    await client.deleteServiceConversation(service, room, withWebhooks);
    await cluster.advance('PT0S');
    receiver.onRequest = () => 200;
    await cluster.advance('PT2S');
    await cluster.advance('PT2S');
    const told = receiver.received.filter(({ path }) => path === '/scoped');
    expect([...new Set(told.map(({ parameters }) => parameters['EventType']))]).toEqual([
      'onMessageAdded',
      'onConversationRemoved',
    ]);
    expect(await queryRows(cluster.url, 'SELECT * FROM scoped_webhook')).toEqual([]);
  });

  it('of a conversation that is deleted quietly leave nothing', async () => {
    await using cluster = await start();
    const { client, service, receiver } = cluster;
    const [room = '', other = ''] = await cluster.rooms(2);
    for (const each of [room, other])
      await client.createServiceConversationScopedWebhook(service, each, {
        target: 'webhook',
        configurationUrl: receiver.url,
        configurationFilters: ['onConversationRemoved'],
      });
    await client.deleteServiceConversation(service, room);
    await cluster.advance('PT0S');
    expect(receiver.received).toEqual([]);
    const left = await queryRows(cluster.url, 'SELECT conversation_sid FROM scoped_webhook');
    expect(left).toEqual([{ conversation_sid: other }]);
  });

  it('that are being told when everything is reset are told nothing more of what was before', async () => {
    await using cluster = await start();
    const { receiver } = cluster;
    const onRequest = Promise.withResolvers<number>();
    receiver.onRequest = () => onRequest.promise;
    const rooms = await cluster.rooms(4);
    await cluster.postMessage(rooms, 3);
    await expect.poll(() => receiver.received.length).toBe(4);
    await cluster.reset();
    onRequest.resolve(503);
    await cluster.advance('PT0S');
    await cluster.advance('PT2S');
    expect(receiver.received).toHaveLength(4);
    for (const table of ['webhook_lane', 'webhook_delivery', 'webhook_attempt'])
      expect(await queryRows(cluster.url, `SELECT * FROM ${table}`)).toEqual([]);
  });

  it('that want what was before are told of it first, without a gap or a repeat, while others go on', async () => {
    await using cluster = await start();
    const { client, service, receiver } = cluster;
    const [room = ''] = await cluster.rooms(1);
    const early = 230;
    await Promise.all(
      range(early).map((n) =>
        client.createServiceConversationMessage(service, room, {
          body: `${n}`,
          ...(n % 2 === 0 ? withWebhooks : {}),
        }),
      ),
    );
    const pendingPosts = cluster.postMessage([room], 40);
    const hook = (path: string, configurationReplayAfter: number) =>
      client.createServiceConversationScopedWebhook(service, room, {
        target: 'webhook',
        configurationUrl: `${receiver.url}${path}`,
        configurationFilters: ['onMessageAdded'],
        configurationReplayAfter,
      });
    await Promise.all([hook('/all', 0), hook('/some', 100), hook('/later', 1000)]);
    await pendingPosts;
    await cluster.postMessage([room], 5);
    await cluster.advance('PT0S');
    await expect
      .poll(() => receiver.received.some(({ parameters }) => parameters['Index'] === '274'))
      .toBe(true);
    await cluster.advance('PT0S');
    const told = (path: string) =>
      receiver.received
        .filter((each) => each.path === path)
        .map(({ parameters }) => Number(parameters['Index']));
    const last = early + 45;
    expect(told('/all')).toEqual(range(last));
    expect(told('/some')).toEqual(range(last).slice(100));
    const later = told('/later');
    expect(later).toEqual(range(last).slice(last - later.length));
    expect(later.length).toBeGreaterThanOrEqual(5);
    const of = receiver.received.find(({ path }) => path === '/all');
    expect(of?.parameters).toMatchObject({ EventType: 'onMessageAdded', Index: '0', Source: 'API' });
  });
});

it('a process that was thought dead does not undo what another has done in its place', async () => {
  const { url } = await createDatabase('postgres');
  const options = { databaseUrl: url, now: new Date('2024-05-01T12:00:00Z'), settings: account };
  await using slow = await startColloquy(options);
  await using receiver = await startReceiver();
  const client = createClient(slow);
  await client.updateConfigurationWebhook({ postWebhookUrl: receiver.url, filters: ['onMessageAdded'] });
  const room = await client.createConversation();
  const late = Promise.withResolvers<number>();
  // The last fails once, so that the line is still there when the answer comes that nobody waits for any more.
  receiver.onRequest = ({ parameters: { Index, RetryCount } }) => {
    if (receiver.received.length === 1) return late.promise;
    return Index === '2' && RetryCount === '0' ? 503 : 200;
  };
  await client.createConversationMessage(room.sid, { body: 'first', ...withWebhooks });
  await expect.poll(() => receiver.received.length).toBe(1);
  for (const body of ['second', 'third'])
    await client.createConversationMessage(room.sid, { body, ...withWebhooks });

  // Its clock is ahead, so that what the first has claimed has expired.
  await using other = await startColloquy({ ...options, now: new Date('2024-05-01T12:02:00Z') });
  await expect.poll(() => receiver.received.length).toBe(4);
  await other.advance('PT0S');
  late.resolve(503);
  await slow.advance('PT0S');
  await slow.advance('PT2S');
  await other.advance('PT2S');
  expectCompleteLanes(receiver.received, new Map([[room.sid, 3]]));
  expect(receiver.received).toHaveLength(5);
  const done = await queryRows(url, 'SELECT state, attempts FROM webhook_delivery ORDER BY id');
  expect(done.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual([
    'delivered 1',
    'delivered 1',
    'delivered 2',
  ]);
});

import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../process/support/contents.ts';
import { createDatabase, engines } from '../support/engines.ts';
import { type Received, startReceiver } from './receiver.ts';
import { expectEachOnce, expectWholeLines } from './support/lines.ts';

const loud = { xTwilioWebhookEnabled: true };
const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each(engines)('webhooks on %s', (engine) => {
  /** A server, and on PostgreSQL another one beside it; both tell the receiver of what is said. */
  async function start() {
    const { url } = await createDatabase(engine);
    const now = new Date('2024-05-01T12:00:00Z');
    const options = { databaseUrl: url, now, settings: account };
    const first = await startColloquy(options);
    const servers = engine === 'postgres' ? [first, await startColloquy(options)] : [first];
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
        Promise.all(
          numbers(count).map(async () => (await client.createServiceConversation(service.sid)).sid),
        ),
      /** Says so much in each room, in turns by the servers. */
      say: (rooms: readonly string[], count: number) =>
        Promise.all(
          rooms.map(async (room) => {
            for (const n of numbers(count))
              await clients[n % clients.length]?.createServiceConversationMessage(service.sid, room, {
                body: `${n}`,
                ...loud,
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
    await using place = await start();
    const { receiver } = place;
    const rooms = await place.rooms(6);
    await place.say(rooms, 10);
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(60);
    await place.advance('PT0S');
    expectEachOnce(receiver.received, counts(rooms, 10));
  });

  it('are told of everything in order though every third needs three attempts', async () => {
    await using place = await start();
    const { receiver } = place;
    const fails = ({ Index, RetryCount }: Received['parameters']) =>
      Number(Index) % 3 === 1 && Number(RetryCount) < 2;
    receiver.answer = ({ parameters }) => (fails(parameters) ? 503 : 200);
    const rooms = await place.rooms(6);
    await place.say(rooms, 6);
    const lanes = () => rowsOf(place.url, 'SELECT * FROM webhook_lane');
    for (const step of ['PT0S', 'PT2S', 'PT7S']) for (const _ of numbers(3)) await place.advance(step);
    // When those that fail come one after the other, the server is taken to be down for up to a minute each time.
    for (let n = 0; n < 30 && (await lanes()).length > 0; n++) await place.advance('PT61S');
    expectWholeLines(receiver.received, counts(rooms, 6));
    expect(receiver.received).toHaveLength(6 * (4 + 2 * 3));
    expect(await lanes()).toEqual([]);
    const left = await rowsOf(place.url, "SELECT sid FROM webhook_delivery WHERE state <> 'delivered'");
    expect(left).toEqual([]);
  });

  it('are told at their new URL of what happens after it has changed, and of what waits at the old one', async () => {
    await using place = await start();
    await using next = await startReceiver();
    const [room = ''] = await place.rooms(1);
    place.receiver.answer = () => 503;
    await place.say([room], 1);
    await place.advance('PT0S');
    await place.configure(next.url, ['onMessageAdded']);
    await place.say([room], 1);
    await place.advance('PT0S');
    expect(next.received).toEqual([]);
    place.receiver.answer = () => 200;
    await place.advance('PT2S');
    await place.advance('PT0S');
    expect(place.receiver.received.map(({ parameters }) => parameters['Index'])).toEqual(['0', '0']);
    expect(next.received.map(({ parameters }) => parameters['Index'])).toEqual(['1']);
  });

  it('of a conversation are told of its end, and of what was before, though they end with it', async () => {
    await using place = await start();
    const { client, service, receiver } = place;
    const [room = ''] = await place.rooms(1);
    receiver.answer = () => 503;
    await client.createServiceConversationScopedWebhook(service, room, {
      target: 'webhook',
      configurationUrl: `${receiver.url}/scoped`,
      configurationFilters: ['onMessageAdded', 'onConversationRemoved'],
    });
    await client.createServiceConversationMessage(service, room, { body: 'last words', ...loud });
    await client.deleteServiceConversation(service, room, loud);
    await place.advance('PT0S');
    receiver.answer = () => 200;
    await place.advance('PT2S');
    await place.advance('PT2S');
    const told = receiver.received.filter(({ path }) => path === '/scoped');
    expect([...new Set(told.map(({ parameters }) => parameters['EventType']))]).toEqual([
      'onMessageAdded',
      'onConversationRemoved',
    ]);
    expect(await rowsOf(place.url, 'SELECT * FROM scoped_webhook')).toEqual([]);
  });

  it('of a conversation that is deleted quietly leave nothing', async () => {
    await using place = await start();
    const { client, service, receiver } = place;
    const [room = '', other = ''] = await place.rooms(2);
    for (const each of [room, other])
      await client.createServiceConversationScopedWebhook(service, each, {
        target: 'webhook',
        configurationUrl: receiver.url,
        configurationFilters: ['onConversationRemoved'],
      });
    await client.deleteServiceConversation(service, room);
    await place.advance('PT0S');
    expect(receiver.received).toEqual([]);
    const left = await rowsOf(place.url, 'SELECT conversation_sid FROM scoped_webhook');
    expect(left).toEqual([{ conversation_sid: other }]);
  });

  it('that are being told when everything is reset are told nothing more of what was before', async () => {
    await using place = await start();
    const { receiver } = place;
    const answer = Promise.withResolvers<number>();
    receiver.answer = () => answer.promise;
    const rooms = await place.rooms(4);
    await place.say(rooms, 3);
    await expect.poll(() => receiver.received.length).toBe(4);
    await place.reset();
    answer.resolve(503);
    await place.advance('PT0S');
    await place.advance('PT2S');
    expect(receiver.received).toHaveLength(4);
    for (const table of ['webhook_lane', 'webhook_delivery', 'webhook_attempt'])
      expect(await rowsOf(place.url, `SELECT * FROM ${table}`)).toEqual([]);
  });

  it('that want what was before are told of it first, without a gap or a repeat, while others go on', async () => {
    await using place = await start();
    const { client, service, receiver } = place;
    const [room = ''] = await place.rooms(1);
    const early = 230;
    await Promise.all(
      numbers(early).map((n) =>
        client.createServiceConversationMessage(service, room, {
          body: `${n}`,
          ...(n % 2 === 0 ? loud : {}),
        }),
      ),
    );
    const posting = place.say([room], 40);
    const hook = (path: string, configurationReplayAfter: number) =>
      client.createServiceConversationScopedWebhook(service, room, {
        target: 'webhook',
        configurationUrl: `${receiver.url}${path}`,
        configurationFilters: ['onMessageAdded'],
        configurationReplayAfter,
      });
    await Promise.all([hook('/all', 0), hook('/some', 100), hook('/later', 1000)]);
    await posting;
    await place.say([room], 5);
    await place.advance('PT0S');
    await expect
      .poll(() => receiver.received.some(({ parameters }) => parameters['Index'] === '274'))
      .toBe(true);
    await place.advance('PT0S');
    const told = (path: string) =>
      receiver.received
        .filter((each) => each.path === path)
        .map(({ parameters }) => Number(parameters['Index']));
    const last = early + 45;
    expect(told('/all')).toEqual(numbers(last));
    expect(told('/some')).toEqual(numbers(last).slice(100));
    const later = told('/later');
    expect(later).toEqual(numbers(last).slice(last - later.length));
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
  receiver.answer = ({ parameters: { Index, RetryCount } }) => {
    if (receiver.received.length === 1) return late.promise;
    return Index === '2' && RetryCount === '0' ? 503 : 200;
  };
  await client.createConversationMessage(room.sid, { body: 'first', ...loud });
  await expect.poll(() => receiver.received.length).toBe(1);
  for (const body of ['second', 'third']) await client.createConversationMessage(room.sid, { body, ...loud });

  // Its clock is ahead, so that what the first has claimed has expired.
  await using other = await startColloquy({ ...options, now: new Date('2024-05-01T12:02:00Z') });
  await expect.poll(() => receiver.received.length).toBe(4);
  await other.advance('PT0S');
  late.resolve(503);
  await slow.advance('PT0S');
  await slow.advance('PT2S');
  await other.advance('PT2S');
  expectWholeLines(receiver.received, new Map([[room.sid, 3]]));
  expect(receiver.received).toHaveLength(5);
  const done = await rowsOf(url, 'SELECT state, attempts FROM webhook_delivery ORDER BY id');
  expect(done.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual([
    'delivered 1',
    'delivered 1',
    'delivered 2',
  ]);
});

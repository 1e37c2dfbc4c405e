import { describe, expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { runColloquyCommand } from '../support/processes/colloquy-command.ts';
import { range } from '../support/range.ts';
import {
  type StreamCluster,
  type StreamServer,
  startStreamCluster,
} from '../support/servers/stream-cluster.ts';

const refusal = async (
  server: StreamServer,
  query: string,
  headers: Readonly<Record<string, string>> = {},
) => {
  await using rejected = await server.open(query, headers);
  return { status: rejected.response.status, body: JSON.parse(await rejected.rest()) };
};
const add = async ({ call }: StreamServer, count: number) => {
  await Promise.all(range(count).map(() => call('POST', '/v1/Conversations', {})));
};
const positions = async (cluster: StreamCluster) => (await cluster.log()).map(({ position }) => position);

/** The reply for a position before the oldest record. */
const gone = (oldest: number) => ({
  status: 410,
  body: {
    code: 20001,
    message: `Events are kept from position ${oldest} on`,
    more_info: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
    status: 410,
  },
});

describe.each(engines)('%s: the log', (engine) => {
  test('is kept for thirty days, and a client that resumes later gets 410', async () => {
    await using cluster = await startStreamCluster(engine);
    const [server] = cluster.servers;
    await add(server, 400);
    const last = (await cluster.log()).length;
    await server.colloquy.advance('P30D');
    expect(await positions(cluster)).toHaveLength(last);
    await add(server, 2);
    await server.colloquy.advance('PT0.001S');
    expect(await positions(cluster)).toEqual([last + 1, last + 2]);

    for (const each of cluster.servers) {
      expect(await refusal(each, '?after=1')).toEqual(gone(last + 1));
      expect(await refusal(each, `?after=${last - 1}`)).toEqual(gone(last + 1));
      expect(await refusal(each, '', { 'last-event-id': '7' })).toEqual(gone(last + 1));
      for (const query of ['?after=0', `?after=${last}`]) {
        await using eventStream = await each.open(query);
        expect(await eventStream.block()).toBe(`retry: 1000\nid: ${last}`);
        const receivedEvents = await eventStream.events(2);
        expect(receivedEvents.map(({ id }) => Number(id))).toEqual([last + 1, last + 2]);
      }
    }

    // The newest record stays, so that positions continue from it even after a restart.
    await server.colloquy.advance('P31D');
    expect(await positions(cluster)).toEqual([last + 2]);
    await using eventStream = await server.open('');
    await add(server, 1);
    const [receivedEvents] = await eventStream.events(1);
    expect(receivedEvents?.id).toBe(String(last + 3));
  });

  test('keeps only its newest record after a reset', async () => {
    await using cluster = await startStreamCluster(engine);
    const [server] = cluster.servers;
    await add(server, 20);
    await server.colloquy.reset();
    const [newest = 0, ...more] = await positions(cluster);
    expect(more).toEqual([]);
    for (const each of cluster.servers) expect(await refusal(each, '?after=5')).toEqual(gone(newest));
    await using eventStream = await server.open(`?after=${newest}`);
    await add(server, 1);
    const [receivedEvents] = await eventStream.events(1);
    expect(receivedEvents?.id).toBe(String(newest + 1));
  });
});

test.each(['30 days', '0', 'PT0S'])('%s is not a valid retention', async (value) => {
  const { code, stderr } = await runColloquyCommand(['config'], { COLLOQUY_EVENT_RETENTION: value });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'colloquy: COLLOQUY_EVENT_RETENTION (--event-retention) must be an ISO 8601 duration of weeks, days, hours, ' +
      `minutes and seconds, longer than zero, such as P30D, not "${value}".\n`,
  });
});

import { describe, expect, test } from 'vitest';
import { runColloquyCommand } from '../process/support/command.ts';
import { engines } from '../support/engines.ts';
import { numbers, type Place, type Server, startPlace } from './support/place.ts';

const refusal = async (server: Server, query: string, headers: Readonly<Record<string, string>> = {}) => {
  await using refused = await server.open(query, headers);
  return { status: refused.response.status, body: JSON.parse(await refused.rest()) };
};
const add = async ({ call }: Server, count: number) => {
  await Promise.all(numbers(count).map(() => call('POST', '/v1/Conversations', {})));
};
const positions = async (place: Place) => (await place.log()).map(({ position }) => position);

/** @param oldest that is kept. */
const gone = (oldest: number) => ({
  status: 410,
  body: {
    code: 20001,
    message: `Events are kept from position ${oldest} on`,
    more_info: 'https://www.twilio.com/docs/errors/20001',
    status: 410,
  },
});

describe.each(engines)('%s: the log', (engine) => {
  test('is kept for thirty days, and says so to who returns later', async () => {
    await using place = await startPlace(engine);
    const [server] = place.servers;
    await add(server, 400);
    const last = (await place.log()).length;
    await server.colloquy.advance('P30D');
    expect(await positions(place)).toHaveLength(last);
    await add(server, 2);
    await server.colloquy.advance('PT0.001S');
    expect(await positions(place)).toEqual([last + 1, last + 2]);

    for (const each of place.servers) {
      expect(await refusal(each, '?after=1')).toEqual(gone(last + 1));
      expect(await refusal(each, `?after=${last - 1}`)).toEqual(gone(last + 1));
      expect(await refusal(each, '', { 'last-event-id': '7' })).toEqual(gone(last + 1));
      for (const query of ['?after=0', `?after=${last}`]) {
        await using listening = await each.open(query);
        expect(await listening.block()).toBe(`retry: 1000\nid: ${last}`);
        const heard = await listening.events(2);
        expect(heard.map(({ id }) => Number(id))).toEqual([last + 1, last + 2]);
      }
    }

    // The newest stays, for positions to go on from, also over a start.
    await server.colloquy.advance('P31D');
    expect(await positions(place)).toEqual([last + 2]);
    await using listening = await server.open('');
    await add(server, 1);
    const [heard] = await listening.events(1);
    expect(heard?.id).toBe(String(last + 3));
  });

  test('after a reset begins behind it', async () => {
    await using place = await startPlace(engine);
    const [server] = place.servers;
    await add(server, 20);
    await server.colloquy.reset();
    const [newest = 0, ...more] = await positions(place);
    expect(more).toEqual([]);
    for (const each of place.servers) expect(await refusal(each, '?after=5')).toEqual(gone(newest));
    await using listening = await server.open(`?after=${newest}`);
    await add(server, 1);
    const [heard] = await listening.events(1);
    expect(heard?.id).toBe(String(newest + 1));
  });
});

test.each(['30 days', '0', 'PT0S'])('%s is no retention', async (value) => {
  const { code, stderr } = await runColloquyCommand(['config'], { COLLOQUY_EVENT_RETENTION: value });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'colloquy: COLLOQUY_EVENT_RETENTION (--event-retention) must be an ISO 8601 duration, such as P30D.\n',
  });
});

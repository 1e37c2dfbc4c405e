import { expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { range } from '../support/range.ts';
import { startStreamCluster } from '../support/servers/stream-cluster.ts';

test.each(engines)('%s: streams end when the server stops, and do not delay it', async (engine) => {
  await using cluster = await startStreamCluster(engine);
  const [server] = cluster.servers;
  const eventStream = await Promise.all(range(5).map(() => server.open('')));
  const [first] = eventStream;
  await first?.block();
  const { body } = await server.call('POST', '/v1/Conversations', {});
  const receivedEvents = await Promise.all(eventStream.map((each) => each.events(1)));
  for (const events of receivedEvents)
    expect(events.map(({ data }) => data.source.slice(-34))).toEqual([body.sid]);
  const began = performance.now();
  const stopped = server.colloquy.stop();
  // The replies end regularly, not with a broken connection.
  expect(await Promise.all(eventStream.map((each) => each.events(1)))).toEqual(eventStream.map(() => []));
  await stopped;
  // That is long before the server would have broken off the streams.
  expect(performance.now() - began).toBeLessThan(3000);
});

test('an account has a maximum number of open streams', async () => {
  await using cluster = await startStreamCluster('sqlite');
  const [server] = cluster.servers;
  const open = await Promise.all(range(100).map(() => server.open('')));
  await using rejected = await server.open('');
  expect(rejected.response.status).toBe(429);
  expect(JSON.parse(await rejected.rest())).toMatchObject({ code: 20429 });
  await open[0]?.close();
  // The server notices it a moment later.
  for (let status = 429; status === 429; ) {
    await using again = await server.open('');
    status = again.response.status;
    expect([200, 429]).toContain(status);
  }
  await Promise.all(open.map((each) => each.close()));
});

test('the metrics count open streams', async () => {
  await using cluster = await startStreamCluster('sqlite');
  const [server] = cluster.servers;
  const count = async () => {
    const text = await (await fetch(`${server.colloquy.baseUrl}/metrics`)).text();
    return Number(/^colloquy_event_streams (\S+)$/m.exec(text)?.[1]);
  };
  expect(await count()).toBe(0);
  const [first, second] = await Promise.all([server.open(''), server.open('?after=0')]);
  await using rejected = await server.open('?after=1000');
  // The reply arrives before the connection is released.
  expect(rejected.response.status).toBe(400);
  expect(await count()).toBeGreaterThanOrEqual(2);
  await first.close();
  // The server notices it a moment later.
  while ((await count()) > 1);
  expect(await count()).toBe(1);
  await second.close();
});

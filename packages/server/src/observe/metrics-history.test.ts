import { expect, test } from 'vitest';
import { ManualClock } from '../platform/clock.ts';
import { createMetrics } from './metrics.ts';
import { MetricsHistory } from './metrics-history.ts';

function createHistory() {
  const metrics = createMetrics('1.0.0');
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const history = new MetricsHistory({
    metrics,
    clock,
    uptime: () => clock.now(),
    // A quarter of the time.
    busyTime: () => clock.now() / 4,
    // More than that: other threads work, too.
    cpuTime: () => clock.now() * 0.35,
    onError: (error) => {
      throw error;
    },
  });
  return { metrics, clock, history };
}

test('a sample has the rates since the one before, and quantiles of these requests only', async () => {
  const { metrics, clock, history } = createHistory();
  metrics.watchConsumers(
    () =>
      new Map([
        ['webhooks', 7],
        ['channels', 2],
      ]),
  );
  metrics.watchScheduler(() => 1.5);
  metrics.watchBacklog(async () => 12);
  metrics.observeRequest('CreateConversation', 201, 4);
  metrics.observeDatabase('write', 4);
  await history.sample();
  expect(history.samples).toEqual([]);
  for (let n = 0; n < 95; n++) metrics.observeRequest('FetchConversation', 200, 0.002);
  for (let n = 0; n < 5; n++) metrics.observeRequest('CreateConversation', 400, 0.2);
  metrics.observeRequest('other', 503, 0.2);
  metrics.observeAttempt('delivered', 200, null, 0.1);
  metrics.observeAttempt('delivered', 200, null, 0.1);
  metrics.observeAttempt('retry', 500, null, 0.1);
  for (let n = 0; n < 10; n++) metrics.observeDatabase('read', 0.0002);
  for (let n = 0; n < 5; n++) history.countRequest('AC1');
  history.countRequest('AC2');
  metrics.observeAttempt('dead-letter', null, 'connect-failed: refused', 0.1);
  clock.advance(10_000);
  await history.sample();
  const [sample] = history.samples;
  expect(sample).toMatchObject({
    time: clock.now(),
    requests: [9.5, 0, 0.5, 0.1],
    delivered: 0.2,
    dead: 0.1,
    failedAttempts: 0.2,
    sessions: 0,
    consumerLags: { webhooks: 7, channels: 2 },
    schedulerLag: 1.5,
    pendingDeliveries: 12,
    eventLoop: 0.25,
    cpu: 0.35,
    databaseWrites: {},
  });
  expect([...(sample?.requestsByAccount ?? [])]).toEqual([
    ['AC1', 0.5],
    ['AC2', 0.1],
  ]);
  expect(sample?.databaseReads.p99).toBeLessThan(0.5);
  expect(sample?.latency.p50).toBeGreaterThan(1);
  expect(sample?.latency.p50).toBeLessThan(2.5);
  expect(sample?.latency.p99).toBeGreaterThan(100);
  expect(sample?.memoryBytes).toBeGreaterThan(1_000_000);
  clock.advance(10_000);
  await history.sample();
  expect(history.samples[1]).toMatchObject({
    requests: [0, 0, 0, 0],
    requestsByAccount: new Map(),
    latency: {},
    delivered: 0,
  });
});

test('samples of one hour are kept', async () => {
  const { clock, history } = createHistory();
  for (let n = 0; n <= 400; n++) {
    await history.sample();
    clock.advance(10_000);
  }
  const times = history.samples.map(({ time }) => time);
  expect(times).toHaveLength(360);
  expect(times.at(-1)).toBe(clock.now() - 10_000);
});

test('a backlog that the database cannot count is unknown, and the other numbers are there', async () => {
  const { metrics, clock, history } = createHistory();
  metrics.watchBacklog(() => Promise.reject(new Error('The database is closed.')));
  metrics.observeRequest('FetchConversation', 503, 0.1);
  await history.sample();
  clock.advance(10_000);
  await history.sample();
  expect(history.samples[0]).toMatchObject({ pendingDeliveries: undefined, sessions: 0, eventLoop: 0.25 });
});

test('a sample knows the requests of the 100 busiest accounts', async () => {
  const { clock, history } = createHistory();
  await history.sample();
  for (let account = 1; account <= 101; account++)
    for (let n = 0; n < account; n++) history.countRequest(`AC${account}`);
  clock.advance(10_000);
  await history.sample();
  const known = history.samples[0]?.requestsByAccount;
  expect([known?.size, known?.get('AC1'), known?.get('AC2')]).toEqual([100, undefined, 0.2]);
});

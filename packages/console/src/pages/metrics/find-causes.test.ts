import { expect, test } from 'vitest';
import type { MetricsSample } from '../../api/metrics.ts';
import { findCauses } from './find-causes.ts';

const usual: MetricsSample = {
  date: new Date(0),
  requests2xx: 50,
  requests3xx: 1,
  requests4xx: 2,
  requests5xx: 0,
  requestsOfAccount: 20,
  latencyP50: 2,
  latencyP95: 8,
  latencyP99: 30,
  databaseReadP50: 0.2,
  databaseReadP99: 4,
  databaseWriteP50: 2,
  databaseWriteP99: 20,
  deliveries: 5,
  deadDeliveries: 0,
  failedAttempts: 0.1,
  pendingDeliveries: 3,
  sessions: 10,
  consumerLags: { webhooks: 0, channels: 0 },
  schedulerLag: 0,
  memoryBytes: 2e8,
  cpu: 0.3,
  eventLoop: 0.25,
};

/** The causes of a server that was as usual for a minute, and has been different in the last one. */
const causesOf = (change: Partial<MetricsSample>) =>
  findCauses(Array.from({ length: 12 }, (_, index) => (index < 6 ? usual : { ...usual, ...change })));

const idle = { requests2xx: 0, requests3xx: 0, requests4xx: 0, requestsOfAccount: 0 };

test.each<[string, Partial<MetricsSample>, readonly string[]]>([
  ['a usual server', {}, []],
  ['an idle server', { ...idle, latencyP50: null, latencyP99: null, databaseReadP99: null }, []],
  ['errors of the server', { requests5xx: 5 }, ['Requests by status']],
  ['a slow disk', { databaseWriteP99: 900, latencyP99: 1200 }, ['Database']],
  [
    'a busy thread, which makes the database look slow',
    { eventLoop: 0.97, databaseReadP99: 300 },
    ['Processor'],
  ],
  ['a busy account', { eventLoop: 0.97, requestsOfAccount: 50 }, ['Processor', 'Requests by account']],
  ['a busy account on a server that has time', { requestsOfAccount: 50 }, []],
  ['requests that wait for something else', { latencyP99: 4000 }, ['Latency']],
  ['a stuck consumer', { consumerLags: { webhooks: 20_000, channels: 0 } }, ['Lag of the log consumers']],
  ['late timers', { schedulerLag: 45 }, ['Lag of the scheduler']],
  ['a target that is down', { pendingDeliveries: 5000 }, ['Waiting deliveries']],
  ['dead letters', { deadDeliveries: 0.1 }, ['Deliveries to webhooks']],
  ['a backlog that nobody can count', { pendingDeliveries: null }, []],
])('of %s, the causes are named', (_, change, plots) => {
  expect(causesOf(change).map(({ plot }) => plot)).toEqual(plots);
});

test('what was over a minute ago is not named, and no samples have no causes', () => {
  const over = [{ ...usual, databaseWriteP99: 900 }, ...Array.from({ length: 6 }, () => usual)];
  expect(findCauses(over)).toEqual([]);
  expect(findCauses([])).toEqual([]);
});

test('a cause has its numbers', () => {
  expect(causesOf({ databaseWriteP99: 912.4 })[0]?.text).toMatch(/writes take up to 912\sms/);
  expect(causesOf({ consumerLags: { webhooks: 20_000 } })[0]?.text).toBe(
    'webhooks is 20,000 records behind.',
  );
});

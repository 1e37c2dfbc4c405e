import { expect, test } from 'vitest';
import { appendSamples, type MetricsHistory } from './metrics.ts';

/** A history with a sample at each of these seconds. */
const history = (seconds: readonly number[], processSid = 'PR1'): MetricsHistory => ({
  processSid,
  intervalSeconds: 10,
  samples: seconds.map((second) => ({
    date: new Date(second * 1000),
    requests2xx: second,
    requests3xx: 0,
    requests4xx: 0,
    requests5xx: 0,
    requestsOfAccount: 0,
    latencyP50: null,
    latencyP95: null,
    latencyP99: null,
    databaseReadP50: null,
    databaseReadP99: null,
    databaseWriteP50: null,
    databaseWriteP99: null,
    deliveries: 0,
    deadDeliveries: 0,
    failedAttempts: 0,
    pendingDeliveries: null,
    sessions: 0,
    consumerLags: {},
    schedulerLag: 0,
    memoryBytes: 0,
    cpu: 0,
    eventLoop: 0,
  })),
});

const secondsOf = (merged: MetricsHistory | undefined) =>
  merged?.samples.map(({ date }) => date.getTime() / 1000);

test.each([
  ['new samples are added', [10, 20, 30], [30, 40, 50], [10, 20, 30, 40, 50]],
  ['nothing is added twice', [10, 20, 30], [10, 20, 30], [10, 20, 30]],
  ['a gap is not bridged', [10, 20], [40, 50, 60], undefined],
  ['the first samples are fetched as a whole', [], [10], undefined],
])('%s', (_, before, newest, merged) => {
  expect(secondsOf(appendSamples(history(before), history(newest)))).toEqual(merged);
});

test('the samples of another process replace those of the first', () => {
  expect(appendSamples(history([10, 20]), history([10, 20], 'PR2'))).toBeUndefined();
});

test('the last hour is kept', () => {
  const hour = Array.from({ length: 360 }, (_, index) => index * 10);
  const merged = secondsOf(appendSamples(history(hour), history([3590, 3600])));
  expect([merged?.length, merged?.[0], merged?.at(-1)]).toEqual([360, 10, 3600]);
});

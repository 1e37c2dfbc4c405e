import { expect, test } from 'vitest';
import { shareRuns } from './shared-runs.ts';

test('a caller gets the result of a run that begins after its call, and shares it with others', async () => {
  const ends: (() => void)[] = [];
  const run = shareRuns(() => new Promise<number>((resolve) => ends.push(() => resolve(ends.length))), 0.5);
  const untilBegun = async (count: number) => {
    while (ends.length < count) await new Promise(setImmediate);
  };
  const first = run();
  await untilBegun(1);
  const others = [run(), run(), run()];
  ends[0]?.();
  expect(await first).toBe(1);
  await untilBegun(2);
  ends[1]?.();
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
});

test('a run that fails rejects for its callers only', async () => {
  const results = [Promise.reject(new Error('no')), Promise.resolve('yes')];
  results[0]?.catch(() => {});
  const run = shareRuns(() => results.shift() ?? Promise.resolve('more'), 0.5);
  await expect(run()).rejects.toThrow('no');
  expect(await run()).toBe('yes');
});

test('runs take no more than their share of the time', async () => {
  const busyMs = 20;
  let runs = 0;
  const run = shareRuns(async () => {
    const end = performance.now() + busyMs;
    while (performance.now() < end);
    runs++;
  }, 0.1);
  const startedAt = performance.now();
  for (let call = 0; call < 4; call++) await run();
  expect(runs).toBe(4);
  expect(performance.now() - startedAt).toBeGreaterThan(3 * busyMs * 10);
});

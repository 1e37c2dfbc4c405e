import { expect, test } from 'vitest';
import { CoalescingRunner } from './coalescing-runner.ts';

/** Work whose runs the test ends. */
function start() {
  const runs: { readonly end: () => void; readonly fail: (error: unknown) => void }[] = [];
  const errors: unknown[] = [];
  let [most, now] = [0, 0];
  const repeated = new CoalescingRunner(
    async () => {
      most = Math.max(most, ++now);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      runs.push({ end: resolve, fail: reject });
      await promise.finally(() => now--);
    },
    (error) => errors.push(error),
  );
  return { repeated, runs, errors, most: () => most };
}

test('calls during a run coalesce into one more run', async () => {
  const { repeated, runs } = start();
  const first = repeated.run();
  const [second, third] = [repeated.run(), repeated.run()];
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await first;
  await Promise.resolve();
  expect(runs).toHaveLength(2);
  runs[1]?.end();
  await Promise.all([second, third]);
  expect(runs).toHaveLength(2);
});

test('runs never overlap, even if a call comes at the end of a run', async () => {
  const { repeated, runs, most } = start();
  const again = repeated.run().then(() => repeated.run());
  const queued = repeated.run();
  for (let n = 0; n < 3; n++) {
    runs[n]?.end();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all([again, queued]);
  expect(most()).toBe(1);
});

test('an error is reported, and the next call runs again', async () => {
  const { repeated, runs, errors } = start();
  const first = repeated.run();
  runs[0]?.fail('trouble');
  await first;
  expect(errors).toEqual(['trouble']);
  const second = repeated.run();
  runs[1]?.end();
  await second;
  expect(errors).toHaveLength(1);
});

test('stop waits for the current run and prevents further runs', async () => {
  const { repeated, runs } = start();
  const requests = [repeated.run(), repeated.run()];
  let stopped = false;
  const stopping = repeated.stop().then(() => {
    stopped = true;
  });
  await Promise.resolve();
  expect(stopped).toBe(false);
  runs[0]?.end();
  await Promise.all([...requests, stopping, repeated.run()]);
  expect(runs).toHaveLength(1);
});

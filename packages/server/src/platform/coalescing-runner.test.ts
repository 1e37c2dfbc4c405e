import { expect, test } from 'vitest';
import { CoalescingRunner } from './coalescing-runner.ts';

/** Work whose runs end when the test says so. */
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

test('however many ask while it runs, it runs once more for all of them', async () => {
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

test('it runs once at a time, also when it is asked for at the end of a run', async () => {
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

test('an error is told, and is not the end', async () => {
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

test('after its stop, which waits for the run under way, it runs no more', async () => {
  const { repeated, runs } = start();
  const asked = [repeated.run(), repeated.run()];
  let stopped = false;
  const stopping = repeated.stop().then(() => {
    stopped = true;
  });
  await Promise.resolve();
  expect(stopped).toBe(false);
  runs[0]?.end();
  await Promise.all([...asked, stopping, repeated.run()]);
  expect(runs).toHaveLength(1);
});

import { expect, test } from 'vitest';
import { range } from '../../../../../tests/support/range.ts';
import { maxReplays, ReplaySlots } from './replay-slots.ts';

/** Starts replays that last until the returned function is called. */
function startReplays(slots: ReplaySlots, account: string, count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = { started: 0, ended: 0 };
  const all = range(count).map(() =>
    slots.run(account, async () => {
      state.started++;
      await promise;
      state.ended++;
    }),
  );
  return { state, all: Promise.all(all), finish: resolve };
}

test('one account has half of the replays, and leaves the others to others', async () => {
  const slots = new ReplaySlots();
  const [many, few] = [startReplays(slots, 'AC1', 1000), startReplays(slots, 'AC2', 10)];
  await Promise.resolve();
  expect(many.state.started).toBe(maxReplays / 2);
  expect(few.state.started).toBe(10);
  few.finish();
  await few.all;
  many.finish();
  await many.all;
  expect(many.state).toEqual({ started: 1000, ended: 1000 });
});

test('a replay that fails frees its slot', async () => {
  const slots = new ReplaySlots();
  const failing = range(100).map(() => slots.run('AC1', () => Promise.reject(new Error('failed'))));
  const results = await Promise.allSettled(failing);
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(await slots.run('AC1', async () => 'done')).toBe('done');
});

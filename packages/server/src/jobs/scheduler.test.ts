import { expect, it, onTestFinished, vi } from 'vitest';
import { Scheduler } from './scheduler.ts';

/** A periodic job with a backlog of `batches`, which adds its name to `done` for each batch. */
function periodicJob(name: string, batches: number, done: string[]) {
  let remaining = batches;
  return async () => {
    if (remaining === 0) return false;
    done.push(name);
    remaining--;
    return remaining > 0;
  };
}

it('runs one batch of each periodic job at a time, so that a long backlog does not delay the others', async () => {
  const done: string[] = [];
  const scheduler = new Scheduler(
    [periodicJob('a', 3, done), periodicJob('b', 2, done), periodicJob('c', 1, done)],
    () => {},
  );
  await scheduler.runDue();
  expect(done.join('')).toBe('abcaba');
});

it('runs the other periodic jobs when one fails, and reports the error', async () => {
  const done: string[] = [];
  const errors: unknown[] = [];
  const broken = async (): Promise<boolean> => {
    throw new Error('broken');
  };
  const scheduler = new Scheduler([broken, periodicJob('b', 2, done)], (error) => errors.push(error));
  await scheduler.runDue();
  expect(done.join('')).toBe('bb');
  expect(errors).toEqual([new Error('broken')]);
});

it('runs nothing after it has been stopped', async () => {
  const done: string[] = [];
  const scheduler = new Scheduler([periodicJob('a', 1, done)], () => {});
  await scheduler.stop();
  await scheduler.runDue();
  expect(done).toEqual([]);
});

it('runs the other periodic jobs again while one goes on for long, because it may wait for them', async () => {
  let released = false;
  let first = true;
  const scheduler = new Scheduler(
    [
      async () => !released,
      async () => {
        // Nothing was to be done in its first run.
        released = !first;
        first = false;
        return false;
      },
    ],
    () => {},
  );
  await scheduler.runDue();
  expect(released).toBe(true);
});

it('is late while a periodic job does not return, by the time since all had their turn', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const blocked = Promise.withResolvers<boolean>();
  let isBlocked = false;
  const scheduler = new Scheduler([() => (isBlocked ? blocked.promise : Promise.resolve(false))], () => {});
  await scheduler.runDue();
  vi.advanceTimersByTime(1500);
  expect(scheduler.lagMs).toBe(0);
  isBlocked = true;
  const run = scheduler.runDue();
  vi.advanceTimersByTime(60_000);
  expect(scheduler.lagMs).toBe(59_500);
  blocked.resolve(false);
  await run;
  expect(scheduler.lagMs).toBe(0);
});

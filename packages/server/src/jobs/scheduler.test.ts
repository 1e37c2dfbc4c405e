import { expect, it } from 'vitest';
import { Scheduler } from './scheduler.ts';

/** A chore that has `times` pieces of work, and writes its name for each that it does. */
function periodicJob(name: string, times: number, done: string[]) {
  let remaining = times;
  return async () => {
    if (remaining === 0) return false;
    done.push(name);
    remaining--;
    return remaining > 0;
  };
}

it('takes chores in turns, so that much of one does not keep the others waiting', async () => {
  const done: string[] = [];
  const scheduler = new Scheduler(
    [periodicJob('a', 3, done), periodicJob('b', 2, done), periodicJob('c', 1, done)],
    () => {},
  );
  await scheduler.runDue();
  expect(done.join('')).toBe('abcaba');
});

it('goes on with the others when one fails, and tells of the failure', async () => {
  const done: string[] = [];
  const failures: unknown[] = [];
  const broken = async (): Promise<boolean> => {
    throw new Error('broken');
  };
  const scheduler = new Scheduler([broken, periodicJob('b', 2, done)], (error) => failures.push(error));
  await scheduler.runDue();
  expect(done.join('')).toBe('bb');
  expect(failures).toEqual([new Error('broken')]);
});

it('does nothing once it is stopped', async () => {
  const done: string[] = [];
  const scheduler = new Scheduler([periodicJob('a', 1, done)], () => {});
  await scheduler.stop();
  await scheduler.runDue();
  expect(done).toEqual([]);
});

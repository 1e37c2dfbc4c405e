import { expect, it } from 'vitest';
import { Scheduler } from './scheduler.ts';

/** A chore that has `times` pieces of work, and writes its name for each that it does. */
function chore(name: string, times: number, done: string[]) {
  let left = times;
  return async () => {
    if (left === 0) return false;
    done.push(name);
    left--;
    return left > 0;
  };
}

it('takes chores in turns, so that much of one does not keep the others waiting', async () => {
  const done: string[] = [];
  const scheduler = new Scheduler([chore('a', 3, done), chore('b', 2, done), chore('c', 1, done)], () => {});
  await scheduler.runDue();
  expect(done.join('')).toBe('abcaba');
});

it('goes on with the others when one fails, and tells of the failure', async () => {
  const done: string[] = [];
  const failures: unknown[] = [];
  const broken = async (): Promise<boolean> => {
    throw new Error('broken');
  };
  const scheduler = new Scheduler([broken, chore('b', 2, done)], (error) => failures.push(error));
  await scheduler.runDue();
  expect(done.join('')).toBe('bb');
  expect(failures).toEqual([new Error('broken')]);
});

it('does nothing once it is stopped', async () => {
  const done: string[] = [];
  const scheduler = new Scheduler([chore('a', 1, done)], () => {});
  await scheduler.stop();
  await scheduler.runDue();
  expect(done).toEqual([]);
});

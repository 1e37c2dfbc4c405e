import { expect, it } from 'vitest';
import { KeyedSemaphore } from './keyed-semaphore.ts';

it('lets so many in under each key, and the others in order as those leave', () => {
  const semaphore = new KeyedSemaphore(2);
  const started: string[] = [];
  const acquire = (key: string, name: string) => semaphore.acquire(key, () => started.push(name));
  const first = acquire('a', '1');
  const second = acquire('a', '2');
  const third = acquire('a', '3');
  acquire('a', '4');
  acquire('a', '5');
  acquire('b', 'other');
  expect(started).toEqual(['1', '2', 'other']);
  // Gives up waiting.
  third();
  first();
  expect(started).toEqual(['1', '2', 'other', '4']);
  // Leaves once only.
  first();
  third();
  expect(started).toHaveLength(4);
  second();
  expect(started).toEqual(['1', '2', 'other', '4', '5']);
});

it('counts who is still inside', () => {
  const semaphore = new KeyedSemaphore(2);
  const started: number[] = [];
  const acquire = (number: number) => semaphore.acquire('a', () => started.push(number));
  const first = acquire(1);
  acquire(2);
  first();
  acquire(3);
  acquire(4);
  expect(started).toEqual([1, 2, 3]);
});

it('is as wide as before when all have left', () => {
  const semaphore = new KeyedSemaphore(1);
  const started: number[] = [];
  for (let number = 0; number < 3; number += 1) semaphore.acquire('a', () => started.push(number))();
  expect(started).toEqual([0, 1, 2]);
});

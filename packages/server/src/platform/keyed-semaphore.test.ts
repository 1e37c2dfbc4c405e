import { expect, it } from 'vitest';
import { KeyedSemaphore } from './keyed-semaphore.ts';

it('a maximum of holders per key is admitted, and the others in order as slots are released', () => {
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
  // Stops waiting.
  third();
  first();
  expect(started).toEqual(['1', '2', 'other', '4']);
  // A second release does nothing.
  first();
  third();
  expect(started).toHaveLength(4);
  second();
  expect(started).toEqual(['1', '2', 'other', '4', '5']);
});

it('a released slot is not counted twice', () => {
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

it('all slots are free again after the last release', () => {
  const semaphore = new KeyedSemaphore(1);
  const started: number[] = [];
  for (let number = 0; number < 3; number += 1) semaphore.acquire('a', () => started.push(number))();
  expect(started).toEqual([0, 1, 2]);
});

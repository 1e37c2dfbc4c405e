import { expect, it } from 'vitest';
import { FairSemaphore } from './fair-semaphore.ts';

function acquire(semaphore: FairSemaphore, key: string, count: number) {
  const state = { admitted: 0 };
  const releases = Array.from({ length: count }, () => semaphore.acquire(key, () => state.admitted++));
  return { state, releases };
}

it('a key with many waiters leaves slots for others', () => {
  const semaphore = new FairSemaphore(8);
  const many = acquire(semaphore, 'a', 100);
  expect(many.state.admitted).toBe(4);
  expect(acquire(semaphore, 'b', 100).state.admitted).toBe(2);
  expect(acquire(semaphore, 'c', 1).state.admitted).toBe(1);
});

it('a released slot goes to the next waiter, and one that stopped waiting gets none', () => {
  const semaphore = new FairSemaphore(2);
  const first = acquire(semaphore, 'a', 1);
  const abandoned = acquire(semaphore, 'a', 1);
  const last = acquire(semaphore, 'a', 1);
  for (const release of abandoned.releases) release();
  expect(last.state.admitted).toBe(0);
  for (const release of [...first.releases, ...first.releases]) release();
  expect([abandoned.state.admitted, last.state.admitted]).toEqual([0, 1]);
});

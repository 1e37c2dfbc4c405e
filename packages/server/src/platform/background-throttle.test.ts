import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BackgroundThrottle } from './background-throttle.ts';

/** Saturates the thread with requests until a condition holds or a time has passed. */
async function rush(throttle: BackgroundThrottle, milliseconds: number, until: () => boolean = () => false) {
  for (const end = performance.now() + milliseconds; performance.now() < end && !until(); ) {
    throttle.onRequest();
    for (const stop = performance.now() + 3; performance.now() < stop; );
    throttle.onResponse();
    await setImmediate();
  }
}

/** Starts background tasks; returns how many have begun. */
function pieces(throttle: BackgroundThrottle, count: number): () => number {
  let begun = 0;
  for (let n = 0; n < count; n++) void throttle.acquire(2).then(() => begun++);
  return () => begun;
}

test('background work begins at once without requests', async () => {
  const throttle = new BackgroundThrottle();
  const begun = pieces(throttle, 100);
  await setImmediate();
  expect(begun()).toBe(100);
});

test('background work is not throttled when it saturates the thread itself', async () => {
  const throttle = new BackgroundThrottle();
  for (const end = performance.now() + 300; performance.now() < end; ) {
    await throttle.acquire(2);
    for (const stop = performance.now() + 3; performance.now() < stop; );
  }
  const begun = pieces(throttle, 100);
  await setImmediate();
  expect(begun()).toBe(100);
});

test('background work gets a share of a thread that requests saturate, and all of it begins when they end', async () => {
  const throttle = new BackgroundThrottle();
  await rush(throttle, 250);
  // Its first task measures the rush, however long the thread has stood still since.
  const begun = pieces(throttle, 100);
  await rush(throttle, 5000, () => begun() > 0);
  expect(begun()).toBeGreaterThan(0);
  expect(begun()).toBeLessThan(50);
  await rush(throttle, 50);
  expect(begun()).toBeLessThan(100);
  while (begun() < 100) await setImmediate();
});

test('background work is throttled while many requests are in flight, even if the thread is idle', async () => {
  const throttle = new BackgroundThrottle();
  for (let n = 0; n < 60; n++) throttle.onRequest();
  // The next measurement, 100 ms later, decides about the following tasks.
  for (const end = performance.now() + 120; performance.now() < end; ) await setImmediate();
  const first = pieces(throttle, 40);
  await setImmediate();
  expect(first()).toBeLessThan(40);
  for (let n = 0; n < 60; n++) throttle.onResponse();
  while (first() < 40) await setImmediate();
});

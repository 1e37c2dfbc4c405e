import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BackgroundThrottle } from './background-throttle.ts';

/** Uses the thread up with requests, until a condition holds or so many milliseconds have passed. */
async function rush(throttle: BackgroundThrottle, milliseconds: number, until: () => boolean = () => false) {
  for (const end = performance.now() + milliseconds; performance.now() < end && !until(); ) {
    throttle.onRequest();
    for (const stop = performance.now() + 3; performance.now() < stop; );
    throttle.onResponse();
    await setImmediate();
  }
}

/** Pieces of background work; answers how many have begun. */
function pieces(throttle: BackgroundThrottle, count: number): () => number {
  let begun = 0;
  for (let n = 0; n < count; n++) void throttle.acquire(2).then(() => begun++);
  return () => begun;
}

test('work begins at once while nobody asks for anything', async () => {
  const throttle = new BackgroundThrottle();
  const begun = pieces(throttle, 100);
  await setImmediate();
  expect(begun()).toBe(100);
});

test('it begins at once however much there is, when it is what uses the thread up', async () => {
  const throttle = new BackgroundThrottle();
  for (const end = performance.now() + 300; performance.now() < end; ) {
    await throttle.acquire(2);
    for (const stop = performance.now() + 3; performance.now() < stop; );
  }
  const begun = pieces(throttle, 100);
  await setImmediate();
  expect(begun()).toBe(100);
});

test('it gets a part of a thread that requests use up, and all begins when they end', async () => {
  const throttle = new BackgroundThrottle();
  await rush(throttle, 250);
  await throttle.acquire(0);
  const begun = pieces(throttle, 100);
  await rush(throttle, 5000, () => begun() > 0);
  expect(begun()).toBeGreaterThan(0);
  expect(begun()).toBeLessThan(50);
  await rush(throttle, 50);
  expect(begun()).toBeLessThan(100);
  while (begun() < 100) await setImmediate();
});

test('it gives way to a crowd that waits for something else than the thread', async () => {
  const throttle = new BackgroundThrottle();
  for (let n = 0; n < 60; n++) throttle.onRequest();
  // Judged a tenth of a second later, and that is what counts for the next.
  for (const end = performance.now() + 120; performance.now() < end; ) await setImmediate();
  const first = pieces(throttle, 40);
  await setImmediate();
  expect(first()).toBeLessThan(40);
  for (let n = 0; n < 60; n++) throttle.onResponse();
  while (first() < 40) await setImmediate();
});

import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Precedence } from './precedence.ts';

/** Uses the thread up with requests, until a condition holds or so many milliseconds have passed. */
async function rush(precedence: Precedence, milliseconds: number, until: () => boolean = () => false) {
  for (const end = performance.now() + milliseconds; performance.now() < end && !until(); ) {
    precedence.arrived();
    for (const stop = performance.now() + 3; performance.now() < stop; );
    precedence.answered();
    await setImmediate();
  }
}

/** Pieces of background work; answers how many have begun. */
function pieces(precedence: Precedence, count: number): () => number {
  let begun = 0;
  for (let n = 0; n < count; n++) void precedence.giveWay(2).then(() => begun++);
  return () => begun;
}

test('work begins at once while nobody asks for anything', async () => {
  const precedence = new Precedence();
  const begun = pieces(precedence, 100);
  await setImmediate();
  expect(begun()).toBe(100);
});

test('it begins at once however much there is, when it is what uses the thread up', async () => {
  const precedence = new Precedence();
  for (const end = performance.now() + 300; performance.now() < end; ) {
    await precedence.giveWay(2);
    for (const stop = performance.now() + 3; performance.now() < stop; );
  }
  const begun = pieces(precedence, 100);
  await setImmediate();
  expect(begun()).toBe(100);
});

test('it gets a part of a thread that requests use up, and all begins when they end', async () => {
  const precedence = new Precedence();
  await rush(precedence, 250);
  await precedence.giveWay(0);
  const begun = pieces(precedence, 100);
  await rush(precedence, 5000, () => begun() > 0);
  expect(begun()).toBeGreaterThan(0);
  expect(begun()).toBeLessThan(50);
  await rush(precedence, 50);
  expect(begun()).toBeLessThan(100);
  while (begun() < 100) await setImmediate();
});

test('it gives way to a crowd that waits for something else than the thread', async () => {
  const precedence = new Precedence();
  for (let n = 0; n < 60; n++) precedence.arrived();
  // Judged a tenth of a second later, and that is what counts for the next.
  for (const end = performance.now() + 120; performance.now() < end; ) await setImmediate();
  const first = pieces(precedence, 40);
  await setImmediate();
  expect(first()).toBeLessThan(40);
  for (let n = 0; n < 60; n++) precedence.answered();
  while (first() < 40) await setImmediate();
});

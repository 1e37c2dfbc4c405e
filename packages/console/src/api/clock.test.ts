import { expect, test } from 'vitest';
import { isMoved, timeBy } from './clock.ts';

const at = (milliseconds: number) => new Date(milliseconds);

test('a clock that runs keeps its distance, and one that is frozen stands still', () => {
  expect(timeBy({ isTest: true, offsetMs: 500 }, 1000)).toBe(1500);
  expect(timeBy({ isTest: true, frozenAt: 700 }, 1000)).toBe(700);
});

test('an event shows that the test clock was advanced, frozen or resumed since it was read', () => {
  const running = { isTest: true, offsetMs: 0 };
  expect(isMoved(running, at(100_000), 100_500)).toBe(false);
  expect(isMoved(running, at(160_000), 100_500)).toBe(true);
  expect(isMoved(running, at(90_000), 100_500)).toBe(true);
  expect(isMoved({ isTest: true, frozenAt: 90_000 }, at(90_000), 100_500)).toBe(false);
  expect(isMoved({ isTest: true, frozenAt: 90_000 }, at(150_000), 100_500)).toBe(true);
});

test('events do not move the clock of a machine', () => {
  expect(isMoved({ isTest: false, offsetMs: 0 }, at(0), 100_000)).toBe(false);
});

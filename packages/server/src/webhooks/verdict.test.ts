import { expect, test } from 'vitest';
import type { Failure, Result } from './result.ts';
import { delay, outcomeOf } from './verdict.ts';

const failed = (failure: Failure): Result => ({ kind: 'failure', failure, detail: '', duration: 1 });
const replied = (status: number): Result => ({
  kind: 'reply',
  status,
  body: Buffer.alloc(0),
  isWhole: true,
  duration: 1,
});
const usual = { retries: undefined, retryOn: undefined };

test('a delivery that has not arrived is tried again three times, unless its target says', () => {
  for (const result of [replied(503), replied(429), failed('connect-failed'), failed('total-timeout')]) {
    const verdicts = [0, 1, 2, 3].map((attempts) => outcomeOf(result, attempts, usual).verdict);
    expect(verdicts).toEqual(['again', 'again', 'again', 'dead']);
    expect(outcomeOf(result, 0, { ...usual, retries: 0 }).verdict).toBe('dead');
  }
});

test('a reply decides: 2xx has arrived, 3xx and 4xx are final', () => {
  expect(outcomeOf(replied(204), 3, usual).verdict).toBe('delivered');
  for (const status of [301, 400, 410]) expect(outcomeOf(replied(status), 0, usual).verdict).toBe('dead');
});

test('what was never sent is never given up', () => {
  for (const failure of ['busy', 'closed'] as const)
    expect(outcomeOf(failed(failure), 9, { ...usual, retries: 0 })).toMatchObject({
      verdict: 'again',
      server: undefined,
    });
});

test('attempts follow after 1, 5 and 25 seconds, a fifth more or less, and at most ten minutes', () => {
  expect([1, 2, 3].map((attempts) => delay(attempts, 0.5))).toEqual([1000, 5000, 25_000]);
  expect([delay(1, 0), delay(1, 1)]).toEqual([800, 1200]);
  expect(delay(9, 0.5)).toBe(600_000);
});

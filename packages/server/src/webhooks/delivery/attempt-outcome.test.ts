import { expect, test } from 'vitest';
import type { FailureCode, SendResult } from '../http/send-result.ts';
import { toAttemptOutcome } from './attempt-outcome.ts';

const failedWith = (failure: FailureCode): SendResult => ({
  kind: 'failure',
  failure,
  detail: '',
  durationMs: 1,
});
const replied = (status: number): SendResult => ({
  kind: 'reply',
  status,
  body: Buffer.alloc(0),
  isComplete: true,
  durationMs: 1,
});
const defaults = { maxRetries: undefined, retryOn: undefined };

test('a failed delivery is retried three times, unless its target overrides that', () => {
  for (const result of [
    replied(503),
    replied(429),
    failedWith('connect-failed'),
    failedWith('total-timeout'),
  ]) {
    const dispositions = [0, 1, 2, 3].map(
      (attempts) => toAttemptOutcome(result, attempts, defaults).disposition,
    );
    expect(dispositions).toEqual(['retry', 'retry', 'retry', 'dead-letter']);
    expect(toAttemptOutcome(result, 0, { ...defaults, maxRetries: 0 }).disposition).toBe('dead-letter');
  }
});

test('a reply of 2xx is a success, and one of 3xx or 4xx is final', () => {
  expect(toAttemptOutcome(replied(204), 3, defaults).disposition).toBe('delivered');
  for (const status of [301, 400, 410])
    expect(toAttemptOutcome(replied(status), 0, defaults).disposition).toBe('dead-letter');
});

test('a request that was never sent does not count as an attempt', () => {
  for (const failure of ['busy', 'closed'] as const)
    expect(toAttemptOutcome(failedWith(failure), 9, { ...defaults, maxRetries: 0 })).toMatchObject({
      disposition: 'unsent',
      originHealth: undefined,
    });
});

import { describe, expect, it } from 'vitest';
import type { FailureCode, SendResult } from '../http/send-result.ts';
import { canRetry, computeRetryDelayMs, isSuccess } from './retry-policy.ts';

const reply = (status: number): SendResult => ({
  kind: 'reply',
  status,
  body: Buffer.alloc(0),
  isComplete: true,
  durationMs: 1,
});
const failure = (kind: FailureCode): SendResult => ({
  kind: 'failure',
  failure: kind,
  detail: '',
  durationMs: 1,
});

it('only a reply of 2xx is a success', () => {
  expect([200, 204, 299].map((status) => isSuccess(reply(status)))).toEqual([true, true, true]);
  expect([302, 404, 500].map((status) => isSuccess(reply(status)))).toEqual([false, false, false]);
  expect(isSuccess(failure('read-timeout'))).toBe(false);
});

describe('canRetry', () => {
  const cases = {
    '301': reply(301),
    '404': reply(404),
    '429': reply(429),
    '503': reply(503),
    refused: failure('connect-failed'),
    silent: failure('read-timeout'),
    lost: failure('connection-lost'),
    forbidden: failure('address-refused'),
  };
  const retriedCases = (...policy: Parameters<typeof canRetry>[1] & object) =>
    Object.entries(cases)
      .filter(([, result]) => canRetry(result, policy.length === 0 ? undefined : policy))
      .map(([name]) => name);

  it('by default, results that may differ next time are retried', () => {
    expect(retriedCases()).toEqual(['429', '503', 'refused', 'silent', 'lost']);
  });

  it('a target selects the results that are retried', () => {
    expect(retriedCases('4xx')).toEqual(['404', '429']);
    expect(retriedCases('5xx', 'ct')).toEqual(['503', 'refused']);
    expect(retriedCases('rt')).toEqual(['silent', 'lost']);
    expect(retriedCases('all')).toEqual(['404', '429', '503', 'refused', 'silent', 'lost']);
  });
});

it('the delay before a retry is 1, 5 and 25 seconds, plus or minus 20 %, up to ten minutes', () => {
  expect([1, 2, 3].map((attempts) => computeRetryDelayMs(attempts, 0.5))).toEqual([1000, 5000, 25_000]);
  expect([computeRetryDelayMs(1, 0), computeRetryDelayMs(1, 1)]).toEqual([800, 1200]);
  expect(computeRetryDelayMs(9, 0.5)).toBe(600_000);
});

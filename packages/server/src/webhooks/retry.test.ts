import { describe, expect, it } from 'vitest';
import type { Failure, Result } from './result.ts';
import { mayRetry, succeeded } from './retry.ts';

const reply = (status: number): Result => ({
  kind: 'reply',
  status,
  body: Buffer.alloc(0),
  isWhole: true,
  duration: 1,
});
const failure = (kind: Failure): Result => ({ kind: 'failure', failure: kind, detail: '', duration: 1 });

it('has succeeded with a reply of 2xx', () => {
  expect([200, 204, 299].map((status) => succeeded(reply(status)))).toEqual([true, true, true]);
  expect([302, 404, 500].map((status) => succeeded(reply(status)))).toEqual([false, false, false]);
  expect(succeeded(failure('read-timeout'))).toBe(false);
});

describe('is made again', () => {
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
  const again = (...policy: Parameters<typeof mayRetry>[1] & object) =>
    Object.entries(cases)
      .filter(([, result]) => mayRetry(result, policy.length === 0 ? undefined : policy))
      .map(([name]) => name);

  it('unless the same would come again', () => {
    expect(again()).toEqual(['429', '503', 'refused', 'silent', 'lost']);
  });

  it('as the target wants', () => {
    expect(again('4xx')).toEqual(['404', '429']);
    expect(again('5xx', 'ct')).toEqual(['503', 'refused']);
    expect(again('rt')).toEqual(['silent', 'lost']);
    expect(again('all')).toEqual(['404', '429', '503', 'refused', 'silent', 'lost']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualTimer } from '../test/manual-timer.ts';
import { ColloquyError, ConnectionError, RequestTimeoutError } from './errors.ts';
import { computeRetryDelayMs, resolveRetryPolicy, withRetries } from './retry.ts';

const policy = resolveRetryPolicy({});
const refusal = (retryAfterMs?: number) => new ColloquyError({ status: 429, message: 'Slow', retryAfterMs });
const silences = [new ConnectionError('reset'), new RequestTimeoutError('GET /', 1)];

describe('delayAfter', () => {
  it('without retry options no failure is retried', () => {
    expect(computeRetryDelayMs(refusal(), 0, true, resolveRetryPolicy(undefined), () => 0)).toBeUndefined();
  });

  it('a refused connection is retried for every call', () => {
    expect(computeRetryDelayMs(refusal(), 0, false, policy, () => 0.5)).toBe(250);
    expect(computeRetryDelayMs(refusal(), 1, true, policy, () => 0.5)).toBe(500);
  });

  it.each(silences)('a lost reply is retried only for a safe call: $name', (silence) => {
    expect(computeRetryDelayMs(silence, 0, true, policy, () => 0.5)).toBe(250);
    expect(computeRetryDelayMs(silence, 0, false, policy, () => 0.5)).toBeUndefined();
  });

  it.each([400, 404, 409, 500, 503])('status %i is not retried', (status) => {
    expect(
      computeRetryDelayMs(new ColloquyError({ status, message: '' }), 0, true, policy, () => 0),
    ).toBeUndefined();
  });

  it('other errors are not retried', () => {
    expect(computeRetryDelayMs(new Error('a bug'), 0, true, policy, () => 0)).toBeUndefined();
  });

  it('a retry waits as long as Retry-After says, or is given up when that is too long', () => {
    expect(computeRetryDelayMs(refusal(7000), 0, false, policy, () => 0.1)).toBe(7000);
    expect(computeRetryDelayMs(refusal(policy.maxDelayMs + 1), 0, false, policy, () => 0.1)).toBeUndefined();
  });

  it('a retry waits for a random part of a delay that doubles up to a limit', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(40), random, (attempt, drawn) => {
        const longest = Math.min(30_000, 500 * 2 ** attempt);
        const delay = computeRetryDelayMs(
          refusal(),
          attempt,
          false,
          { ...policy, retries: 100 },
          () => drawn,
        );
        expect(delay).toBe(drawn * longest);
      }),
    );
  });
});

describe('withRetries', () => {
  const call = { isRetryable: true, signal: undefined };
  const platform = { random: () => 0.5, timer: createManualTimer().timer };

  it('withRetries resolves with the first success', async () => {
    const waits: number[] = [];
    const timer = (callback: () => void, milliseconds: number) => {
      waits.push(milliseconds);
      queueMicrotask(callback);
      return () => {};
    };
    const outcomes = [refusal(), refusal(3000), new ConnectionError('reset')];
    const work = async () => {
      const error = outcomes.shift();
      if (error !== undefined) throw error;
      return 'done';
    };
    expect(await withRetries(work, call, policy, { ...platform, timer })).toBe('done');
    expect(waits).toEqual([250, 3000, 1000]);
  });

  it('withRetries rejects with the last error when it gives up', async () => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw new ColloquyError({ status: 429, message: `${attempts}` });
    };
    const timer = (callback: () => void) => {
      queueMicrotask(callback);
      return () => {};
    };
    const result = withRetries(work, call, resolveRetryPolicy({ retries: 2 }), { ...platform, timer });
    await expect(result).rejects.toThrow('3');
    expect(attempts).toBe(3);
  });

  it('withRetries stops waiting when the signal aborts, and leaves no timer', async () => {
    const { timer, waitForTimer, runningTimers } = createManualTimer();
    const waiting = waitForTimer(250);
    const controller = new AbortController();
    const work = async () => {
      throw refusal();
    };
    const result = withRetries(work, { isRetryable: false, signal: controller.signal }, policy, {
      ...platform,
      timer,
    });
    await waiting;
    controller.abort('enough');
    await expect(result).rejects.toBe('enough');
    expect(runningTimers.size).toBe(0);
  });
});

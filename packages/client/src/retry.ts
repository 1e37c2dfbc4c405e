import { ColloquyError, ConnectionError, RequestTimeoutError } from './errors.ts';
import type { RetryOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { sleep } from './wait.ts';

/** {@link RetryOptions} with all defaults filled in. */
export interface RetryPolicy {
  readonly retries: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/** Without options, there are no retries. */
export const resolveRetryPolicy = (options: RetryOptions | undefined): RetryPolicy => ({
  retries: options === undefined ? 0 : (options.retries ?? 3),
  baseDelayMs: options?.baseDelayMs ?? 500,
  maxDelayMs: options?.maxDelayMs ?? 30_000,
});

/**
 * Returns the delay before the next attempt in milliseconds; undefined when the call must not be retried.
 *
 * A call with status 429 was not carried out, so any call can be retried. When the reply is lost, only a `safe` call is
 * retried: one that changes nothing, or that has an idempotency key.
 *
 * @param attempt from 0.
 */
export function computeRetryDelayMs(
  error: unknown,
  attempt: number,
  isRetryable: boolean,
  policy: RetryPolicy,
  random: () => number,
): number | undefined {
  if (attempt >= policy.retries) return undefined;
  const refused = error instanceof ColloquyError && error.status === 429;
  const silent = error instanceof ConnectionError || error instanceof RequestTimeoutError;
  if (!refused && !(isRetryable && silent)) return undefined;
  // An earlier retry would be rejected again.
  if (refused && error.retryAfterMs !== undefined)
    return error.retryAfterMs <= policy.maxDelayMs ? error.retryAfterMs : undefined;
  // A random part of the delay ("full jitter"), so that clients that failed together do not retry together.
  return random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** attempt);
}

/**
 * Runs the work until it succeeds, or until the policy does not allow another attempt.
 *
 * @throws the error of the last attempt, or the reason of the signal when it aborts during a delay.
 */
export async function withRetries<Result>(
  work: () => Promise<Result>,
  call: { readonly isRetryable: boolean; readonly signal: AbortSignal | undefined },
  policy: RetryPolicy,
  platform: Pick<Platform, 'timer' | 'random'>,
): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const delay = computeRetryDelayMs(error, attempt, call.isRetryable, policy, platform.random);
      if (delay === undefined) throw error;
      await sleep(platform.timer, delay, call.signal);
    }
  }
}

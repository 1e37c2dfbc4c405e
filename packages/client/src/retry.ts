import { ColloquyError, ConnectionError, RequestTimeoutError } from './errors.ts';
import type { RetryOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { sleep } from './wait.ts';

/** {@link RetryOptions} with nothing left open. */
export interface RetryPolicy {
  readonly retries: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/** No options, no further attempts. */
export const resolveRetryPolicy = (options: RetryOptions | undefined): RetryPolicy => ({
  retries: options === undefined ? 0 : (options.retries ?? 3),
  baseDelayMs: options?.baseDelayMs ?? 500,
  maxDelayMs: options?.maxDelayMs ?? 30_000,
});

/**
 * Milliseconds to wait after a failed attempt; undefined when it must not be repeated.
 *
 * A call that was refused for its rate (429) was not carried out, so that any may be repeated. After silence
 * nobody knows; only one that changes nothing, or whose repeat the server knows for one (`safe`), may.
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
  // To come back earlier than asked would only be refused again.
  if (refused && error.retryAfterMs !== undefined)
    return error.retryAfterMs <= policy.maxDelayMs ? error.retryAfterMs : undefined;
  // Anywhere between nothing and the whole wait ("full jitter"): clients that failed together spread out.
  return random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** attempt);
}

/**
 * Does the work until it succeeds, or fails in a way or as often as the policy gives up at.
 *
 * @throws what the last attempt threw, or the signal's reason when it aborts during a wait.
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

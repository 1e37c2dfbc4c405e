import type { Credentials } from './credentials.ts';
import type { etagOf } from './etags.ts';
import type { Platform } from './platform.ts';

/** Options of one call; the last argument of every method. */
export interface CallOptions {
  /** Aborts the call, also while it waits for a retry. The call then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Timeout of each attempt, in milliseconds. Defaults to that of the client. */
  readonly timeoutMs?: number | undefined;
}

/** Option of a call that is a POST. */
export interface KeyOption {
  /** An idempotency key: a repeated call with the same key has the reply of the first one and changes nothing. */
  readonly idempotencyKey?: string | undefined;
}

/** Option of a call that updates or deletes an object that can be fetched. */
export interface MatchOption {
  /**
   * The {@link etagOf} of the object that was fetched. If the object has changed since, nothing is done, and the call
   * rejects with a ColloquyError of status 412. It cannot be undefined, so that no change is made without its condition
   * by mistake.
   */
  readonly ifMatch?: string;
}

/** Option of a call that fetches an object. */
export interface NoneMatchOption {
  /** An {@link etagOf}; if the object is unchanged, the call rejects with a ColloquyError of status 304. */
  readonly ifNoneMatch?: string | undefined;
}

/** When and how often a call is retried. */
export interface RetryOptions {
  /** Maximum number of retries. Defaults to 3. */
  readonly retries?: number | undefined;
  /** Maximum delay before the first retry, in milliseconds; it doubles with each retry. Defaults to 500. */
  readonly baseDelayMs?: number | undefined;
  /**
   * Maximum delay before any retry, in milliseconds. Defaults to 30 000. A call with a longer `Retry-After` is not
   * retried.
   */
  readonly maxDelayMs?: number | undefined;
}

/** Options of the client other than the credentials. */
export interface ConnectionOptions extends Partial<Platform> {
  /** URL of the API, without `/v1`. Defaults to `https://conversations.twilio.com`. */
  readonly baseUrl?: string | undefined;
  /** Timeout of each attempt, until the last byte of the reply, in milliseconds. Defaults to 30 000. */
  readonly timeoutMs?: number | undefined;
  /** Enables retries; `{}` uses the defaults. Without it, no call is retried. */
  readonly retry?: RetryOptions | undefined;
}

export type ClientOptions = Credentials & ConnectionOptions;

/** @throws RangeError */
export function assertTimeout(timeoutMs: number): number {
  if (!(timeoutMs > 0)) throw new RangeError('timeoutMs must be above 0');
  return timeoutMs;
}

/** Checks the types of the options, because wrong ones would cause confusing errors later. */
export function isCallOptions(value: unknown): value is CallOptions {
  if (typeof value !== 'object' || value === null) return false;
  const signal = 'signal' in value ? value.signal : undefined;
  const timeoutMs = 'timeoutMs' in value ? value.timeoutMs : undefined;
  // Not instanceof: a signal may come from another realm, such as the simulated browser of a test.
  const signalFits =
    signal === undefined || (typeof signal === 'object' && signal !== null && 'aborted' in signal);
  return signalFits && (timeoutMs === undefined || typeof timeoutMs === 'number');
}

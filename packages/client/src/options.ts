import type { Credentials } from './credentials.ts';
import type { etagOf } from './etags.ts';
import type { Platform } from './platform.ts';

/** For one call; the last argument of every method. */
export interface CallOptions {
  /** Ends the call, also while it waits for its next attempt. It then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of each attempt, in milliseconds; the client's own unless given. */
  readonly timeoutMs?: number | undefined;
}

/** Of a call that the API takes as a POST. */
export interface KeyOption {
  /** A text of your own for what the call is to do; a repeat with it is answered as the first and changes nothing. */
  readonly idempotencyKey?: string | undefined;
}

/** Of a call that changes or removes an object that can be fetched. */
export interface MatchOption {
  /**
   * What {@link etagOf} gives for the object that was read. If the object is another by now, nothing is done and the
   * call rejects with a ColloquyError of status 412. To be left out rather than undefined, lest a change be made
   * without its condition.
   */
  readonly ifMatch?: string;
}

/** Of a call that fetches an object. */
export interface NoneMatchOption {
  /** What {@link etagOf} has given; if the object is still that, the call rejects with a ColloquyError of status 304. */
  readonly ifNoneMatch?: string | undefined;
}

/** When and how often a call is tried again. */
export interface RetryOptions {
  /** Most attempts after the first; 3 unless given. */
  readonly retries?: number | undefined;
  /** Longest wait before the second attempt, in milliseconds; it doubles with each. 500 unless given. */
  readonly baseDelayMs?: number | undefined;
  /**
   * Longest wait before any attempt, in milliseconds; 30 000 unless given. A server that asks for a longer
   * one is not tried again.
   */
  readonly maxDelayMs?: number | undefined;
}

/** Options of the client beside the credentials. */
export interface ConnectionOptions extends Partial<Platform> {
  /** Where the API is, without `/v1`; `https://conversations.twilio.com` unless given. */
  readonly baseUrl?: string | undefined;
  /** Time limit of each attempt, from sending to the last byte of the reply, in milliseconds; 30 000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** Turns on that calls are tried again; `{}` does it with the defaults. Without it they never are. */
  readonly retry?: RetryOptions | undefined;
}

export type ClientOptions = Credentials & ConnectionOptions;

/** @throws RangeError */
export function assertTimeout(timeoutMs: number): number {
  if (!(timeoutMs > 0)) throw new RangeError('timeoutMs must be above 0');
  return timeoutMs;
}

/** An object is checked for what would otherwise fail late and in a strange way. */
export function isCallOptions(value: unknown): value is CallOptions {
  if (typeof value !== 'object' || value === null) return false;
  const signal = 'signal' in value ? value.signal : undefined;
  const timeoutMs = 'timeoutMs' in value ? value.timeoutMs : undefined;
  // Not instanceof: a signal may come from another realm, such as a test's simulated browser.
  const signalFits =
    signal === undefined || (typeof signal === 'object' && signal !== null && 'aborted' in signal);
  return signalFits && (timeoutMs === undefined || typeof timeoutMs === 'number');
}

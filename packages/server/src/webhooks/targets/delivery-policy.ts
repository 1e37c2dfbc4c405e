import { defaultTimeouts, type Timeouts } from '../http/timeouts.ts';

/** Results after which a target wants a retry: a class of status, no connection (`ct`), or no reply in time (`rt`). */
const retryReasons = ['4xx', '5xx', 'ct', 'rt', 'all'] as const;
export type RetryReason = (typeof retryReasons)[number];

/** How deliveries to a target are attempted and retried: the connection overrides in the fragment of its URL. */
export interface DeliveryPolicy {
  readonly timeouts: Timeouts;
  /** Attempts after the first; undefined for the default. */
  readonly maxRetries: number | undefined;
  /** Results that are retried; undefined for the default. */
  readonly retryOn: readonly RetryReason[] | undefined;
}

/**
 * Reads a fragment such as `#rc=2&ct=500&rt=1500&tt=3000&rp=5xx,ct`. Numbers are clamped to the hosted API's bounds;
 * unknown and malformed overrides are ignored. `tt` is the time limit of one attempt.
 */
export function parseConnectionOverrides(url: string): DeliveryPolicy {
  const start = url.indexOf('#');
  const fields = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const connectMs = parseWithin(fields.get('ct'), 100, 10_000);
  const readMs = parseWithin(fields.get('rt'), 100, 15_000);
  // A longer limit for one stage extends the whole attempt.
  const totalMs =
    parseWithin(fields.get('tt'), 100, 15_000) ??
    Math.max(defaultTimeouts.totalMs, connectMs ?? 0, readMs ?? 0);
  const policy = fields.get('rp')?.split(',');
  const retryOn = retryReasons.filter((reason) => policy?.includes(reason));
  return {
    timeouts: {
      connectMs: Math.min(connectMs ?? defaultTimeouts.connectMs, totalMs),
      readMs: Math.min(readMs ?? totalMs, totalMs),
      totalMs,
    },
    maxRetries: parseWithin(fields.get('rc'), 0, 5),
    retryOn: retryOn.length === 0 ? undefined : retryOn,
  };
}

function parseWithin(text: string | null, minimum: number, maximum: number): number | undefined {
  if (text === null || !/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Math.max(Number(text), minimum), maximum);
}

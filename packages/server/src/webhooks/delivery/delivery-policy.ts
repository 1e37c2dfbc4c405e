/** How long an attempt may take, in milliseconds of real time. */
export interface Timeouts {
  /** Until there is a connection. */
  readonly connectMs: number;
  /** Until the first byte of the reply, and from one piece of it to the next. */
  readonly readMs: number;
  /** All of it. */
  readonly totalMs: number;
}

/** What an attempt ended with that another can follow: a status, no connection, or no reply in time. */
const retryReasons = ['4xx', '5xx', 'ct', 'rt', 'all'] as const;
export type RetryReason = (typeof retryReasons)[number];

/** What the fragment of a target's URL says of its requests. */
export interface DeliveryPolicy {
  readonly timeouts: Timeouts;
  /** Attempts after the first; undefined leaves the usual number. */
  readonly maxRetries: number | undefined;
  /** What is tried again; undefined leaves the usual. */
  readonly retryOn: readonly RetryReason[] | undefined;
}

export const defaultTimeouts: Timeouts = { connectMs: 5000, readMs: 5000, totalMs: 5000 };

/**
 * Reads a fragment such as `#rc=2&ct=500&rt=1500&tt=3000&rp=5xx,ct`. Numbers are brought within the hosted API's
 * bounds; what is unknown or malformed is passed over. `tt` is the time of one attempt.
 */
export function parseConnectionOverrides(url: string): DeliveryPolicy {
  const start = url.indexOf('#');
  const fields = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const connectMs = parseWithin(fields.get('ct'), 100, 10_000);
  const readMs = parseWithin(fields.get('rt'), 100, 15_000);
  // Who gives one stage more time wants the whole to have it too.
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

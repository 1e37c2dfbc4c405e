/** How long an attempt may take, in milliseconds of real time. */
export interface Timeouts {
  /** Until there is a connection. */
  readonly connect: number;
  /** Until the first byte of the reply, and from one piece of it to the next. */
  readonly read: number;
  /** All of it. */
  readonly total: number;
}

/** What an attempt ended with that another can follow: a status, no connection, or no reply in time. */
export const retryReasons = ['4xx', '5xx', 'ct', 'rt', 'all'] as const;
export type RetryReason = (typeof retryReasons)[number];

/** What the fragment of a target's URL says of its requests. */
export interface Connection {
  readonly timeouts: Timeouts;
  /** Attempts after the first; undefined leaves the usual number. */
  readonly retries: number | undefined;
  /** What is tried again; undefined leaves the usual. */
  readonly retryOn: readonly RetryReason[] | undefined;
}

export const usualTimeouts: Timeouts = { connect: 5000, read: 5000, total: 5000 };

/**
 * Reads a fragment such as `#rc=2&ct=500&rt=1500&tt=3000&rp=5xx,ct`. Numbers are brought within the hosted API's
 * bounds; what is unknown or malformed is passed over. `tt` is the time of one attempt.
 */
export function connectionOf(url: string): Connection {
  const start = url.indexOf('#');
  const fields = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const connect = within(fields.get('ct'), 100, 10_000);
  const read = within(fields.get('rt'), 100, 15_000);
  // Who gives one stage more time wants the whole to have it too.
  const total =
    within(fields.get('tt'), 100, 15_000) ?? Math.max(usualTimeouts.total, connect ?? 0, read ?? 0);
  const policy = fields.get('rp')?.split(',');
  const retryOn = retryReasons.filter((reason) => policy?.includes(reason));
  return {
    timeouts: {
      connect: Math.min(connect ?? usualTimeouts.connect, total),
      read: Math.min(read ?? total, total),
      total,
    },
    retries: within(fields.get('rc'), 0, 5),
    retryOn: retryOn.length === 0 ? undefined : retryOn,
  };
}

function within(text: string | null, least: number, most: number): number | undefined {
  if (text === null || !/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Math.max(Number(text), least), most);
}

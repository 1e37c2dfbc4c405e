/** Calls back after some milliseconds, unless the returned function is called before. */
export type Timer = (callback: () => void, milliseconds: number) => () => void;

/** What the client needs from its environment. Tests can replace it. */
export interface Platform {
  /** The standard `fetch`, or one that uses a proxy, records, or is simulated. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** For timeouts and for delays before retries. */
  readonly timer: Timer;
  /** A number in [0, 1); randomises the delays before retries. */
  readonly random: () => number;
  /** Milliseconds since 1970; the origin for a `Retry-After` with a date. */
  readonly now: () => number;
}

/** Maximum delay of `setTimeout`; with a longer one it would not wait at all. */
const maxTimerMs = 2_147_483_647;

const defaultPlatform: Platform = {
  // Looked up at each call: browsers require fetch to be called without another object, and tools replace it.
  fetch: (url, init) => globalThis.fetch(url, init),
  timer: (callback, milliseconds) => {
    const id = setTimeout(callback, Math.min(milliseconds, maxTimerMs));
    return () => clearTimeout(id);
  },
  random: Math.random,
  now: Date.now,
};

/** The standard platform with the given parts replaced. */
export const resolvePlatform = (own: Partial<Platform>): Platform => ({
  fetch: own.fetch ?? defaultPlatform.fetch,
  timer: own.timer ?? defaultPlatform.timer,
  random: own.random ?? defaultPlatform.random,
  now: own.now ?? defaultPlatform.now,
});

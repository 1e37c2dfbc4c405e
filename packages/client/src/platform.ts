/** Calls back after some milliseconds, unless the function that it returns was called before. */
export type Timer = (callback: () => void, milliseconds: number) => () => void;

/** What the client needs of its surroundings. Tests put their own in. */
export interface Platform {
  /** The standard `fetch`, or one that goes through a proxy, records, or pretends. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** For time limits and for the waits between attempts. */
  readonly timer: Timer;
  /** A number from 0 up to, not including, 1; spreads the waits between attempts. */
  readonly random: () => number;
  /** Milliseconds since 1970; a `Retry-After` that names a moment is measured against it. */
  readonly now: () => number;
}

/** The longest that `setTimeout` can wait; beyond it, it would not wait at all. */
const maxTimerMs = 2_147_483_647;

const defaultPlatform: Platform = {
  // Looked up at each call: a browser's fetch must not be called on another object, and tools replace it.
  fetch: (url, init) => globalThis.fetch(url, init),
  timer: (callback, milliseconds) => {
    const id = setTimeout(callback, Math.min(milliseconds, maxTimerMs));
    return () => clearTimeout(id);
  },
  random: Math.random,
  now: Date.now,
};

/** The standard platform, but for the parts given. */
export const resolvePlatform = (own: Partial<Platform>): Platform => ({
  fetch: own.fetch ?? defaultPlatform.fetch,
  timer: own.timer ?? defaultPlatform.timer,
  random: own.random ?? defaultPlatform.random,
  now: own.now ?? defaultPlatform.now,
});

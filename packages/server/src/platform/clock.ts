/** The source of time; injected, so that tests and users can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that is ahead of another one by the time that it has been advanced. */
export class TestClock implements Clock {
  readonly #base: Clock;
  #offsetMs = 0;

  constructor(base: Clock = systemClock) {
    this.#base = base;
  }

  now(): number {
    return this.#base.now() + this.#offsetMs;
  }

  /** @param durationMs a negative duration is ignored: time never goes back. */
  advance(durationMs: number): void {
    this.#offsetMs += Math.max(0, durationMs);
  }
}

/** A clock that moves only when it is advanced, for deterministic tests. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): number {
    return this.#now;
  }

  advance(durationMs: number): void {
    this.#now += durationMs;
  }
}

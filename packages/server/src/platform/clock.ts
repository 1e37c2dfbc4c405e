/** Where the server takes the time from; injected, so that tests and users can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs with the system's, ahead of it by what it has been advanced. */
export class TestClock implements Clock {
  readonly #base: Clock;
  #offset = 0;

  constructor(base: Clock = systemClock) {
    this.#base = base;
  }

  now(): number {
    return this.#base.now() + this.#offset;
  }

  /** @param milliseconds how far; time never goes back. */
  advance(milliseconds: number): void {
    this.#offset += Math.max(0, milliseconds);
  }
}

/** A clock that stands still until it is moved, for deterministic tests. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

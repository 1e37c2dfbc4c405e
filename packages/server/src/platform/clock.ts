/** The source of time; injected, so that tests and users can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that follows another one at a distance: it can be advanced, and it can stand still for a while. */
export class TestClock implements Clock {
  readonly #base: Clock;
  #offsetMs = 0;
  /** Time of the other clock at which this one was frozen. */
  #frozenAt: number | undefined;

  constructor(base: Clock = systemClock) {
    this.#base = base;
  }

  now(): number {
    return (this.#frozenAt ?? this.#base.now()) + this.#offsetMs;
  }

  /** @param durationMs a negative duration is ignored: time never goes back. */
  advance(durationMs: number): void {
    this.#offsetMs += Math.max(0, durationMs);
  }

  get isFrozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  /** Stands still, except when it is advanced. */
  freeze(): void {
    this.#frozenAt ??= this.#base.now();
  }

  /** Continues from the time at which it stands, so that nothing becomes due at once. */
  resume(): void {
    if (this.#frozenAt === undefined) return;
    this.#offsetMs += this.#frozenAt - this.#base.now();
    this.#frozenAt = undefined;
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

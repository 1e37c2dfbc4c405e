import type { Clock } from './clock.ts';
import type { Randomness } from './randomness.ts';

/**
 * Creates SIDs: a prefix, 12 hexadecimal digits of the time in milliseconds, 4 that count within the millisecond, and 16
 * random ones. Rows that are created together are therefore adjacent in every index, and within one process SIDs are in
 * the order of their creation.
 */
export class Sids {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  #time = 0;
  #timeDigits = '';
  #count = 0;

  constructor(clock: Clock, randomness: Randomness) {
    this.#clock = clock;
    this.#randomness = randomness;
  }

  next(prefix: string): string {
    const now = this.#clock.now();
    if (now > this.#time || this.#count === 0xffff) {
      this.#time = Math.max(now, this.#time + 1);
      this.#timeDigits = this.#time.toString(16).padStart(12, '0');
      this.#count = 0;
    } else {
      this.#count++;
    }
    return (
      prefix + this.#timeDigits + this.#count.toString(16).padStart(4, '0') + this.#randomness.randomHex(16)
    );
  }
}

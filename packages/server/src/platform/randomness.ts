import { randomFillSync } from 'node:crypto';

/** The source of randomness; injected, so that tests can repeat it. */
export interface Randomness {
  /** `length` lower-case hexadecimal digits. */
  randomHex(length: number): string;
}

const poolDigits = 64 * 1024;

/** Cryptographic randomness, read in large chunks: one read per id would cost more than the rest of the id. */
export class SystemRandomness implements Randomness {
  #pool = '';
  #used = 0;

  randomHex(length: number): string {
    if (this.#used + length > this.#pool.length) {
      this.#pool = randomFillSync(Buffer.allocUnsafe(poolDigits / 2)).toString('hex');
      this.#used = 0;
    }
    const digits = this.#pool.slice(this.#used, this.#used + length);
    this.#used += length;
    return digits;
  }
}

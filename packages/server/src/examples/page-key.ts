import { hash, timingSafeEqual } from 'node:crypto';
import type { Randomness } from '../platform/randomness.ts';

/** The header in which the page presents its key. */
export const pageKeyHeader = 'x-example-key';

/** The secret in the address of the page. Only those who can read the output of the server's start have it. */
export interface PageKey {
  readonly text: string;
  /** @param given the header of a request. */
  readonly matches: (given: unknown) => boolean;
}

/** Creates a key, which is another one after each start. */
export function createPageKey(randomness: Randomness): PageKey {
  const text = randomness.randomHex(32);
  const expected = digest(text);
  return {
    text,
    // Digests have the same length, so the time of the comparison does not depend on the key.
    matches: (given) => typeof given === 'string' && timingSafeEqual(digest(given), expected),
  };
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

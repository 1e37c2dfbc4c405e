import type { Randomness } from '../../platform/randomness.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Number of characters. */
const secretLength = 32;

/** Generates a secret of letters and digits, which all SDKs accept, with equal probability for each. */
export function generateSecret(randomness: Randomness): string {
  let secret = '';
  while (secret.length < secretLength) {
    // The last 8 of the 256 values of a byte would make the first characters more likely.
    const index = Number.parseInt(randomness.randomHex(2), 16);
    if (index < 4 * alphabet.length) secret += alphabet[index % alphabet.length];
  }
  return secret;
}

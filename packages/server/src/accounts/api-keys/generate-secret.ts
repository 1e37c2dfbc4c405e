import type { Randomness } from '../../platform/randomness.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Characters of a secret. SDKs send letters and digits only. */
const length = 32;

/** A new secret, each letter and digit as likely as the other. */
export function generateSecret(randomness: Randomness): string {
  let secret = '';
  while (secret.length < length) {
    // Of a byte's values, the last few would make the first characters likelier.
    const index = Number.parseInt(randomness.randomHex(2), 16);
    if (index < 4 * alphabet.length) secret += alphabet[index % alphabet.length];
  }
  return secret;
}

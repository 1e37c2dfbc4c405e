import type { Random } from '../../platform/random.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Characters of a secret. SDKs send letters and digits only. */
const length = 32;

/** A new secret, each letter and digit as likely as the other. */
export function newSecret(random: Random): string {
  let secret = '';
  while (secret.length < length) {
    // Of a byte's values, the last few would make the first characters likelier.
    const place = Number.parseInt(random.hex(2), 16);
    if (place < 4 * alphabet.length) secret += alphabet[place % alphabet.length];
  }
  return secret;
}

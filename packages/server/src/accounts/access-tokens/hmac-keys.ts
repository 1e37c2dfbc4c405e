import type { webcrypto } from 'node:crypto';

/** The algorithms of access tokens, with their hash functions. */
const hashes = { HS256: 'SHA-256', HS384: 'SHA-384', HS512: 'SHA-512' } as const;

export type HmacAlgorithm = keyof typeof hashes;

export const isHmacAlgorithm = (name: string): name is HmacAlgorithm => Object.hasOwn(hashes, name);

/** What an API key signs with. */
interface SecretHolder {
  readonly secret: string;
}

/** A key for the verification of signatures. */
export type HmacKey = webcrypto.CryptoKey;

/**
 * Returns the function that imports the secret of an API key for an algorithm, once for each object that has the secret.
 * An import is a job of the thread pool, like the verification itself, so without this every token costs two of them. The
 * imported keys live as long as the object, and so are bounded by the cache of API keys.
 */
export function createHmacKeys(): (holder: SecretHolder, algorithm: HmacAlgorithm) => Promise<HmacKey> {
  const imported = new WeakMap<SecretHolder, Map<HmacAlgorithm, Promise<HmacKey>>>();
  return (holder, algorithm) => {
    const ofHolder = imported.get(holder) ?? new Map<HmacAlgorithm, Promise<HmacKey>>();
    imported.set(holder, ofHolder);
    const known = ofHolder.get(algorithm);
    if (known !== undefined) return known;
    const parameters = { name: 'HMAC', hash: hashes[algorithm] };
    const key = crypto.subtle.importKey('raw', Buffer.from(holder.secret), parameters, false, ['verify']);
    ofHolder.set(algorithm, key);
    return key;
  };
}

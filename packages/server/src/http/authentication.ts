import { hash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '@colloquy/contract';
import type { Credential } from '../platform/credential.ts';

/** Who a request comes from. */
export interface Principal {
  readonly accountSid: string;
  /** The SID of the credentials: the account's own, or an API key's. */
  readonly actor: string;
}

/** Headers that are remembered; the real ones are few. */
const largestCache = 1000;

/** Checks HTTP Basic credentials. */
export class Authenticator {
  readonly #credentials: ReadonlyMap<string, { readonly digest: Buffer; readonly principal: Principal }>;
  /**
   * Headers that were right. A look-up compares hashes that are seeded per process, so its time tells nothing
   * about how much of a guessed header is right.
   */
  readonly #known = new Map<string, Principal>();

  constructor(credentials: readonly Credential[]) {
    this.#credentials = new Map(
      credentials.map(({ sid, secret, accountSid }) => [
        sid,
        { digest: digest(secret), principal: { accountSid, actor: sid } },
      ]),
    );
  }

  /** @throws ApiError 20003. */
  authenticate(header: string | undefined): Principal {
    if (header === undefined) throw new ApiError(20003, 'Authentication Error - No credentials provided');
    return this.#known.get(header) ?? this.#check(header);
  }

  #check(header: string): Principal {
    const [scheme = '', encoded = ''] = header.split(' ', 2);
    if (scheme.toLowerCase() !== 'basic') {
      throw new ApiError(20003, 'Authentication Error - No credentials provided');
    }
    const decoded = Buffer.from(encoded, 'base64').toString();
    const colon = decoded.indexOf(':');
    const found = this.#credentials.get(decoded.slice(0, Math.max(colon, 0)));
    if (found === undefined) throw new ApiError(20003, 'Authentication Error - invalid username');
    // Digests have one length, so the comparison takes one time whatever was guessed.
    if (!timingSafeEqual(digest(decoded.slice(colon + 1)), found.digest))
      throw new ApiError(20003, 'Authenticate');
    if (this.#known.size < largestCache) this.#known.set(header, found.principal);
    return found.principal;
  }
}

const digest = (secret: string): Buffer => hash('sha256', secret, 'buffer');

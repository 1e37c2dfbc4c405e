import { hash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '@colloquy/contract';
import type { Credential } from '../platform/credential.ts';
import type { Principal } from '../rest/incoming-request.ts';

/** Credentials by their SID, where they are not configured; at once when they are at hand. */
export type FindCredential = (sid: string) => Credential | undefined | Promise<Credential | undefined>;

/** Headers that are remembered; the real ones are few. */
const maxCachedHeaders = 1000;

/** Checks HTTP Basic credentials. */
export class Authenticator {
  readonly #configured: ReadonlyMap<string, Opening>;
  readonly #findOther: FindCredential;
  /**
   * Headers with configured credentials that were right. A look-up compares hashes that are seeded per process,
   * so its time tells nothing about how much of a guessed header is right.
   */
  readonly #known = new Map<string, Principal>();

  constructor(credentials: readonly Credential[], findOther: FindCredential = () => undefined) {
    this.#configured = new Map(
      credentials.map((credential) => [credential.sid, credentialCheck(credential)]),
    );
    this.#findOther = findOther;
  }

  /**
   * Answers at once for all but credentials that have to be looked up.
   *
   * @throws ApiError 20003, or rejects with it.
   */
  authenticate(header: string | undefined): Principal | Promise<Principal> {
    if (header === undefined) throw new ApiError(20003, 'Authentication Error - No credentials provided');
    return this.#known.get(header) ?? this.#check(header);
  }

  #check(header: string): Principal | Promise<Principal> {
    const [scheme = '', encoded = ''] = header.split(' ', 2);
    if (scheme.toLowerCase() !== 'basic') {
      throw new ApiError(20003, 'Authentication Error - No credentials provided');
    }
    const decoded = Buffer.from(encoded, 'base64').toString();
    const colon = decoded.indexOf(':');
    const [sid, secret] = [decoded.slice(0, Math.max(colon, 0)), decoded.slice(colon + 1)];
    const configured = this.#configured.get(sid);
    if (configured === undefined) {
      const found = this.#findOther(sid);
      return found instanceof Promise
        ? found.then((credential) => verifySecret(credential && credentialCheck(credential), secret))
        : verifySecret(found && credentialCheck(found), secret);
    }
    const principal = verifySecret(configured, secret);
    if (this.#known.size < maxCachedHeaders) this.#known.set(header, principal);
    return principal;
  }
}

/** What a right secret opens. */
interface Opening {
  readonly digest: Buffer;
  readonly principal: Principal;
}

const credentialCheck = ({ sid, secret, accountSid }: Credential): Opening => ({
  digest: digest(secret),
  principal: { accountSid, actor: sid },
});

function verifySecret(opening: Opening | undefined, secret: string): Principal {
  if (opening === undefined) throw new ApiError(20003, 'Authentication Error - invalid username');
  // Digests have one length, so the comparison takes one time whatever was guessed.
  if (!timingSafeEqual(digest(secret), opening.digest)) throw new ApiError(20003, 'Authenticate');
  return opening.principal;
}

const digest = (secret: string): Buffer => hash('sha256', secret, 'buffer');

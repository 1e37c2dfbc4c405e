import { hash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '@colloquy/contract';
import type { Credential } from '../accounts/credential.ts';
import type { Principal } from '../rest/incoming-request.ts';

/** Finds credentials that are not configured by their SID; without a promise when they are cached. */
export type FindCredential = (sid: string) => Credential | undefined | Promise<Credential | undefined>;

/** Valid headers that are cached; a server has few different ones. */
const maxCachedHeaders = 1000;

/** The secret of a credential that exists was wrong. */
export class WrongSecretError extends ApiError {
  readonly principal: Principal;

  constructor(principal: Principal) {
    super(20003, 'Authenticate');
    this.principal = principal;
  }
}

/** Checks HTTP Basic credentials. */
export class Authenticator {
  readonly #configured: ReadonlyMap<string, CredentialCheck>;
  readonly #findOther: FindCredential;
  /**
   * Headers with valid configured credentials. A look-up compares hashes that are seeded per process, so its time does
   * not reveal how much of a guessed header is right.
   */
  readonly #validHeaders = new Map<string, Principal>();

  constructor(credentials: readonly Credential[], findOther: FindCredential = () => undefined) {
    this.#configured = new Map(
      credentials.map((credential) => [credential.sid, credentialCheck(credential)]),
    );
    this.#findOther = findOther;
  }

  /**
   * Returns a promise only for credentials that the database has to be asked for.
   *
   * @throws ApiError 20003; the promise rejects with it.
   */
  authenticate(header: string | undefined): Principal | Promise<Principal> {
    if (header === undefined) throw new ApiError(20003, 'Authentication Error - No credentials provided');
    return this.#validHeaders.get(header) ?? this.#check(header);
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
    if (this.#validHeaders.size < maxCachedHeaders) this.#validHeaders.set(header, principal);
    return principal;
  }
}

/** The digest that a secret must have, and the principal that it authenticates. */
interface CredentialCheck {
  readonly digest: Buffer;
  readonly principal: Principal;
}

const credentialCheck = ({ sid, secret, accountSid }: Credential): CredentialCheck => ({
  digest: digest(secret),
  principal: { accountSid, actor: sid },
});

function verifySecret(check: CredentialCheck | undefined, secret: string): Principal {
  if (check === undefined) throw new ApiError(20003, 'Authentication Error - invalid username');
  // Digests have the same length, so the time of the comparison does not depend on the secret.
  if (!timingSafeEqual(digest(secret), check.digest)) throw new WrongSecretError(check.principal);
  return check.principal;
}

const digest = (secret: string): Buffer => hash('sha256', secret, 'buffer');

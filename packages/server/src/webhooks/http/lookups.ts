import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';
import { NameUnknown, ResolverBusy, ResolverUnavailable } from './connect-errors.ts';
import type { NameResolver } from './name-resolver.ts';

/** Names that an account resolves at the same time. */
const maxLookupsPerAccount = 32;
/** How long a lookup waits for one of the others to end. */
const maxWaitMs = 1000;

interface Lookup {
  readonly addresses: Promise<readonly string[]>;
  /** Of `performance.now()`; undefined while the lookup waits for others of its account. */
  started: number | undefined;
}

/**
 * The lookups of all accounts. Each account has its own share, so that names that get no reply delay only the lookups
 * of their own account. Requests to one host share a lookup.
 */
export class Lookups {
  readonly #resolver: NameResolver;
  readonly #slots = new KeyedSemaphore(maxLookupsPerAccount);
  readonly #current = new Map<string, Lookup>();

  constructor(resolver: NameResolver) {
    this.#resolver = resolver;
  }

  /** @throws NameUnknown, or ResolverBusy or ResolverUnavailable for a failure of our own. */
  resolve(accountSid: string, hostname: string): Promise<readonly string[]> {
    const key = formatKey(accountSid, hostname);
    const existing = this.#current.get(key);
    if (existing !== undefined) return existing.addresses;
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    const lookup: Lookup = { addresses: promise, started: undefined };
    this.#current.set(key, lookup);
    const timer = setTimeout(() => reject(busyError()), maxWaitMs);
    const release = this.#slots.acquire(accountSid, () => {
      clearTimeout(timer);
      lookup.started = performance.now();
      this.#ask(hostname).then(resolve, reject);
    });
    const end = () => {
      release();
      this.#current.delete(key);
    };
    promise.then(end, end);
    return promise;
  }

  /**
   * Why a host that is not connected yet cannot be blamed for it; undefined if it can. A connection whose timeout is
   * shorter than a lookup ends before the lookup knows this.
   */
  findOwnFailure(accountSid: string, hostname: string): Error | undefined {
    const lookup = this.#current.get(formatKey(accountSid, hostname));
    if (lookup === undefined) return undefined;
    if (lookup.started === undefined) return busyError();
    return this.#resolver.isResponsive(lookup.started)
      ? undefined
      : new ResolverUnavailable('no name server replies');
  }

  async #ask(hostname: string): Promise<readonly string[]> {
    const addresses = await this.#resolver.resolve(hostname);
    if (addresses.length === 0) throw new NameUnknown(`${hostname} has no address`);
    return addresses;
  }
}

const formatKey = (accountSid: string, hostname: string): string => `${accountSid} ${hostname}`;

const busyError = () =>
  new ResolverBusy(`the account resolves ${maxLookupsPerAccount} other host names already`);

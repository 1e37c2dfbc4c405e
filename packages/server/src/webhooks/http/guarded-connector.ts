import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { AddressRefused, NameUnknown } from './connect-errors.ts';

/** Resolves a host name to IP addresses. Rejects or returns an empty list if there are none. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** Resolves names like the operating system, including its hosts file. */
export const resolveSystemHost: ResolveHost = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

interface AddressGuard {
  readonly resolve: ResolveHost;
  /** Whether requests may be sent to an IP address. */
  readonly isAllowed: (address: string) => boolean;
}

/** Creates a lookup for connections that returns only allowed addresses. */
const createGuardedLookup =
  ({ resolve, isAllowed }: AddressGuard): LookupFunction =>
  (hostname, options, callback) => {
    const resolveAllowed = async () => {
      const addresses = await resolve(hostname).catch((cause: unknown) => {
        throw new NameUnknown(`${hostname} cannot be resolved`, { cause });
      });
      if (addresses.length === 0) throw new NameUnknown(`${hostname} has no address`);
      const allowed = addresses.filter((address) => isIP(address) !== 0 && isAllowed(address));
      if (allowed.length === 0) throw new AddressRefused(hostname);
      return allowed.map((address) => ({ address, family: isIP(address) }));
    };
    resolveAllowed().then(
      (found) => {
        const [first] = found;
        if (options.all) callback(null, found);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: Error) => callback(error, ''),
    );
  };

/**
 * Creates the function that opens connections, each only to an address that has been checked for it. A name that
 * resolves differently for a check and for a connection (DNS rebinding) therefore gains nothing.
 */
export function createGuardedConnector(guard: AddressGuard, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: createGuardedLookup(guard) });
  return (options, callback) => {
    const { hostname } = options;
    // A literal address never reaches the lookup.
    if (isIP(hostname) === 0 || guard.isAllowed(hostname)) connect(options, callback);
    else process.nextTick(callback, new AddressRefused(hostname), null);
  };
}

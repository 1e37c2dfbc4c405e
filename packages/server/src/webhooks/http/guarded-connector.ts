import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { AddressRefused } from './connect-errors.ts';

interface AddressGuard {
  /** Resolves a host name to its addresses, of which there is at least one. */
  readonly resolve: (hostname: string) => Promise<readonly string[]>;
  /** Whether requests may be sent to an IP address. */
  readonly isAllowed: (address: string) => boolean;
}

/** Creates a lookup for connections that returns only allowed addresses. */
const createGuardedLookup =
  ({ resolve, isAllowed }: AddressGuard): LookupFunction =>
  (hostname, options, callback) => {
    const resolveAllowed = async () => {
      const addresses = await resolve(hostname);
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

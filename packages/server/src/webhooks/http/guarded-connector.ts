import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { AddressRefused, NameUnknown } from './connect-errors.ts';

/** Finds the IP addresses of a host name; rejects, or finds none, when there are none. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** As the system resolves names, with its hosts file. */
export const resolveSystemHost: ResolveHost = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

interface AddressGuard {
  readonly resolve: ResolveHost;
  /** Whether a connection may be made to an IP address. */
  readonly isAllowed: (address: string) => boolean;
}

/** Looks names up for a connection, which then gets only addresses that have been checked. */
const createGuardedLookup =
  ({ resolve, isAllowed }: AddressGuard): LookupFunction =>
  (hostname, options, callback) => {
    const resolveAllowed = async () => {
      const addresses = await resolve(hostname).catch((cause: unknown) => {
        throw new NameUnknown(`${hostname} cannot be resolved`, { cause });
      });
      if (addresses.length === 0) throw new NameUnknown(`${hostname} has no address`);
      const allowed = addresses.filter((address) => isIP(address) !== 0 && isAllowed(address));
      if (allowed.length === 0) throw new AddressRefused(hostname, addresses);
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

/** Opens connections, of each only after its own address has been checked. */
export function createGuardedConnector(guard: AddressGuard, timeout: number): buildConnector.connector {
  const connect = buildConnector({ timeout, lookup: createGuardedLookup(guard) });
  return (options, callback) => {
    const { hostname } = options;
    // A literal address is looked up by nobody.
    if (isIP(hostname) === 0 || guard.isAllowed(hostname)) connect(options, callback);
    else process.nextTick(callback, new AddressRefused(hostname, [hostname]), null);
  };
}

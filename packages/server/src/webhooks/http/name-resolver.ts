import { Resolver } from 'node:dns/promises';
import { NameUnknown, ResolverUnavailable } from './connect-errors.ts';
import { type SystemNames, systemNames } from './system-names.ts';

/** Resolves host names to IP addresses. */
export interface NameResolver {
  /** Returns none if the name has no address. Rejects with NameUnknown or ResolverUnavailable. */
  resolve(hostname: string): Promise<readonly string[]>;
  /** Whether the name servers have replied to anything since a time of `performance.now()`, or shortly before. */
  isResponsive(since: number): boolean;
}

/** A lookup ends within this time. It is less than the default timeout of a connection, so that it decides first. */
const maxLookupMs = 4000;
/** How long a lookup that has addresses of one family waits for those of the other. */
const otherFamilyMs = 250;
/** Name servers that have replied within this time are not probed. */
const recentReplyMs = 1000;

/** Replies that prove that a name server works. A failure of the server can be a fault of the name, or its own. */
const negativeReplies = ['ENOTFOUND', 'ENODATA'];

/**
 * Creates a resolver that reads the hosts file and asks the name servers. The operating system's resolver has four
 * threads and no time limit, so a few names whose servers do not respond would stop the resolution of all others.
 *
 * A name that gets no reply is blamed on the name only if the name servers reply to something else.
 *
 * @param servers addresses of name servers, with an optional port; those of the system if empty.
 */
export function createNameResolver(
  servers: readonly string[] = [],
  { findInHosts, listCandidates }: SystemNames = systemNames,
): NameResolver {
  let lastReply = Number.NEGATIVE_INFINITY;
  let probing: Promise<void> | undefined;
  const isResponsive = (since: number) => lastReply >= since - recentReplyMs;

  /** A new one for each lookup, so that it can be cancelled alone and follows changes of the system's settings. */
  const openResolver = () => {
    const resolver = new Resolver({ timeout: 1200, tries: 2 });
    if (servers.length > 0) resolver.setServers(servers);
    return resolver;
  };

  const ask = async <Result>(query: Promise<Result[]>): Promise<Result[]> => {
    const found = await query.catch((error: unknown) => {
      if (negativeReplies.includes(getCode(error))) return [];
      throw error;
    });
    lastReply = performance.now();
    return found;
  };

  /** Asks for the root of all names, which every name server knows or refuses to say. */
  const probe = (): Promise<void> => {
    probing ??= ask(openResolver().resolveNs('.'))
      .then(
        () => {},
        (error: unknown) => {
          if (getCode(error) === 'EREFUSED') lastReply = performance.now();
        },
      )
      .finally(() => {
        probing = undefined;
      });
    return probing;
  };

  /** Returns the addresses of the first candidate that has any. */
  const askServers = async (hostname: string, resolver: Resolver): Promise<string[]> => {
    for (const name of await listCandidates(hostname)) {
      const queries = [ask(resolver.resolve4(name)), ask(resolver.resolve6(name))];
      const results = await Promise.allSettled(
        queries.map(async (query) => {
          const addresses = await query;
          if (addresses.length > 0) setTimeout(() => resolver.cancel(), otherFamilyMs).unref();
          return addresses;
        }),
      );
      const found = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
      if (found.length > 0) return found;
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    }
    return [];
  };

  const resolve = async (hostname: string): Promise<readonly string[]> => {
    const listed = await findInHosts(hostname);
    if (listed.length > 0) return listed;
    // Names with a fixed meaning (RFC 6761), which name servers need not know.
    if (isBelow(hostname, 'localhost')) return ['127.0.0.1', '::1'];
    if (isBelow(hostname, 'invalid')) return [];
    const started = performance.now();
    const probed = isResponsive(started) ? undefined : probe();
    const resolver = openResolver();
    const timer = setTimeout(() => resolver.cancel(), maxLookupMs);
    try {
      return await askServers(hostname, resolver);
    } catch (cause) {
      await probed;
      if (isResponsive(started)) throw new NameUnknown(`${hostname} cannot be resolved`, { cause });
      throw new ResolverUnavailable(`no name server replies (${getCode(cause)})`, { cause });
    } finally {
      clearTimeout(timer);
    }
  };

  return { resolve, isResponsive };
}

const isBelow = (hostname: string, domain: string): boolean => `.${hostname}`.endsWith(`.${domain}`);

const getCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

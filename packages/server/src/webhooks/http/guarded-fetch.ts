import { lookup } from 'node:dns/promises';
import { Agent, fetch, type Response } from 'undici';
import { AddressRefused } from './connect-errors.ts';
import { createGuardedConnector } from './guarded-connector.ts';
import { isPublicAddress } from './public-address.ts';

const maxConnectMs = 10_000;

/**
 * Creates a function that fetches a URL which another server has named, without following redirects. It connects only to
 * addresses of the public internet.
 *
 * @throws AddressRefused for other addresses, and the errors of fetch.
 */
export function createGuardedFetch(): (url: URL, signal: AbortSignal) => Promise<Response> {
  const resolve = async (hostname: string) =>
    (await lookup(hostname, { all: true })).map(({ address }) => address);
  const connect = createGuardedConnector({ resolve, isAllowed: isPublicAddress }, maxConnectMs);
  // The connections of an agent that nobody uses any more do not keep the process running.
  const dispatcher = new Agent({ connect });
  return async (url, signal) => {
    try {
      return await fetch(url, { redirect: 'manual', signal, dispatcher });
    } catch (error) {
      throw error instanceof Error && error.cause instanceof AddressRefused ? error.cause : error;
    }
  };
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

/** A host name or address with an optional port. Anything else in a Host header must not enter a URL. */
const host = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** The part of a request that says how the client reaches the server. */
interface RequestSource {
  readonly headers: IncomingHttpHeaders;
  readonly raw: { readonly socket: Pick<Socket, 'localPort'> };
}

/**
 * Returns the URL at which the client reaches the server, without a slash at the end: the configured one, or that of
 * the Host header.
 *
 * @param publicUrl as the configuration has normalized it.
 */
export function baseUrlOf(publicUrl: string | undefined): (request: RequestSource) => string {
  if (publicUrl !== undefined) return () => publicUrl;
  return ({ headers, raw }) => {
    const url = `http://${headers.host}`;
    // Some of these are not URLs, such as an address with a number above 255.
    if (headers.host !== undefined && host.test(headers.host) && URL.canParse(url)) return url;
    return `http://localhost:${raw.socket.localPort ?? 80}`;
  };
}

import type { FastifyRequest } from 'fastify';

/** A host name or address with an optional port; anything else has no place in a URL. */
const host = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/**
 * The URL that the client reaches the server under, without a slash at the end: the configured one, or what
 * the request's Host header says.
 */
export function baseUrlOf(publicUrl: string | undefined): (request: FastifyRequest) => string {
  if (publicUrl !== undefined) {
    const fixed = publicUrl.replace(/\/+$/, '');
    return () => fixed;
  }
  return ({ headers, raw }) => {
    const name = headers.host;
    if (name !== undefined && host.test(name)) return `http://${name}`;
    return `http://localhost:${raw.socket.localPort ?? 80}`;
  };
}

import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../config/loopback.ts';

/** Proxies and tunnels on this machine add one of them to the requests of others, which may claim any host and origin. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Whether a browser on this machine sent the request, from a page of this server. The host must be a loopback name: a
 * foreign page can make its own name resolve to a loopback address, and would then have the same origin.
 */
export function isFromLocalPage(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  if (forwardingHeaders.some((name) => headers[name] !== undefined)) return false;
  if (origin === undefined || host === undefined || origin !== `http://${host}`) return false;
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname.replace(/^\[|\]$/g, ''));
}

import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../config/loopback.ts';

/**
 * Whether a browser on this machine sent the request, from a page of this server. The host must be a loopback name: a
 * foreign page can make its own name resolve to a loopback address, and would then have the same origin.
 */
export function isFromLocalPage({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined || host === undefined || origin !== `http://${host}`) return false;
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname.replace(/^\[|\]$/g, ''));
}

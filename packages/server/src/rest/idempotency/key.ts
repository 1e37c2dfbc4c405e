import { hash } from 'node:crypto';
import { ApiError, canUseIdempotencyKey, type Route } from '@colloquy/contract';
import type { IncomingRequest } from '../incoming-request.ts';
import type { RequestContext } from '../request-context.ts';
import type { KeyedRequest } from './idempotency.ts';

/** Printable ASCII, including the space. */
const wellFormed = /^[\x20-\x7e]{1,255}$/;

/**
 * The key in a header.
 *
 * @throws ApiError 20001.
 */
export function parseKey(header: string | readonly string[]): string {
  if (typeof header === 'string' && wellFormed.test(header)) return header;
  throw new ApiError(20001, 'An Idempotency-Key has 1 to 255 printable ASCII characters');
}

/** A hash of everything that distinguishes a request from others with the same key. */
export const hashRequest = (parts: unknown): string => hash('sha256', JSON.stringify(parts), 'base64url');

/** Returns the function that reads the idempotency key of a route's requests. */
export function keyReader(route: Route) {
  const { name, mount } = route;
  const acceptsKey = canUseIdempotencyKey(route);
  return ({ headers }: IncomingRequest, request: RequestContext): KeyedRequest => {
    const header = acceptsKey ? headers['idempotency-key'] : undefined;
    const { accountSid, chatServiceSid, parents, identifier, parameters } = request;
    // A path without a service is the same request whatever the default service is.
    const service = mount === 'service' ? chatServiceSid : '';
    return {
      accountSid,
      key: header === undefined ? undefined : parseKey(header),
      fingerprint: () => hashRequest([name, service, parents, identifier, parameters]),
      chatServiceSid,
    };
  };
}

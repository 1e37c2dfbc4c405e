import { hash } from 'node:crypto';
import { canUseIdempotencyKey, type Endpoint, invalidParameter, type Route } from '@colloquy/contract';
import type { ParameterSources } from '../decode.ts';
import type { IncomingRequest } from '../incoming-request.ts';
import type { EndpointRequest, RequestContext } from '../request-context.ts';
import type { KeyedRequest } from './idempotency.ts';

/** Printable ASCII, including the space. */
const wellFormed = /^[\x20-\x7e]{1,255}$/;

/**
 * The idempotency key of a request; undefined without one.
 *
 * @throws ApiError 20001 for a malformed key.
 */
export function readKey({ headers }: Pick<ParameterSources, 'headers'>): string | undefined {
  const { 'idempotency-key': header } = headers;
  if (header === undefined || (typeof header === 'string' && wellFormed.test(header))) return header;
  throw invalidParameter('Idempotency-Key', String(header), '1 to 255 printable ASCII characters');
}

/** A hash of everything that distinguishes a request from others with the same key. */
export const hashRequest = (parts: unknown): string => hash('sha256', JSON.stringify(parts), 'base64url');

/** The key of a request for an operation. A path without a service is the same request whatever the default one is. */
export function operationKey(route: Route, incoming: IncomingRequest, request: RequestContext): KeyedRequest {
  const { accountSid, identity, chatServiceSid, parents, identifier, parameters } = request;
  const service = route.mount === 'service' ? chatServiceSid : '';
  return {
    accountSid,
    key: canUseIdempotencyKey(route) ? userKey(readKey(incoming), identity, chatServiceSid) : undefined,
    fingerprint: () => hashRequest([route.name, service, parents, identifier, parameters]),
    chatServiceSid,
  };
}

/** The key of a request to an endpoint. */
export const endpointKey = (
  { name, canUseIdempotencyKey: acceptsKey }: Endpoint,
  incoming: IncomingRequest,
  { accountSid, identity, chatServiceSid, path, parameters }: EndpointRequest,
): KeyedRequest => ({
  accountSid,
  key: acceptsKey ? userKey(readKey(incoming), identity, chatServiceSid) : undefined,
  fingerprint: () => hashRequest([name, path, parameters]),
  chatServiceSid,
});

/**
 * The key of one user; that of a back end is as it was sent. No header contains a line break, so the two never equal
 * each other.
 */
export const userKey = (
  key: string | undefined,
  identity: string | undefined,
  chatServiceSid: string,
): string | undefined =>
  key === undefined || identity === undefined ? key : `${key}\n${hashRequest([chatServiceSid, identity])}`;

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
  const { accountSid, chatServiceSid, parents, identifier, parameters } = request;
  const service = route.mount === 'service' ? chatServiceSid : '';
  return {
    accountSid,
    key: canUseIdempotencyKey(route) ? readKey(incoming) : undefined,
    fingerprint: () => hashRequest([route.name, service, parents, identifier, parameters]),
    chatServiceSid,
  };
}

/** The key of a request to an endpoint. */
export const endpointKey = (
  { name, canUseIdempotencyKey: acceptsKey }: Endpoint,
  incoming: IncomingRequest,
  { accountSid, chatServiceSid, path, parameters }: EndpointRequest,
): KeyedRequest => ({
  accountSid,
  key: acceptsKey ? readKey(incoming) : undefined,
  fingerprint: () => hashRequest([name, path, parameters]),
  chatServiceSid,
});

/** The key of one user. No header contains a line break, so it never equals that of a back end. */
export const userKey = (key: string | undefined, identity: string | undefined): string | undefined =>
  key === undefined || identity === undefined ? key : `${key}\n${hash('sha256', identity, 'base64url')}`;

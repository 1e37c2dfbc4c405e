import type { FastifyRequest } from 'fastify';
import type { Fields, ParameterSources } from '../rest/decode.ts';
import type { IncomingRequest, Principal } from '../rest/incoming-request.ts';
import { parseForm } from './form.ts';

/** Returns the parts of a request from which parameters are decoded. */
export const parameterSources = ({ query, headers, body }: FastifyRequest): ParameterSources => ({
  // Fastify has decoded the query.
  query: query as Fields,
  headers,
  // A multipart body has already been parsed; there are no other content types of forms.
  form: () => (body instanceof Buffer ? parseForm(body) : ((body ?? {}) as Fields)),
});

/** The request as the pipeline receives it. */
export const toIncoming = (
  request: FastifyRequest,
  principal: Principal,
  baseUrl: string,
): IncomingRequest => ({
  ...parameterSources(request),
  principal,
  text: () => String(request.body),
  url: request.url,
  source: () => ({ requestId: request.id, address: request.raw.socket.remoteAddress }),
  isAbandoned: () => request.raw.socket.destroyed,
  baseUrl,
  // The router has decoded the path parameters.
  path: request.params as IncomingRequest['path'],
});

/** Whose credentials a request has, where the server has checked them. */
export function callerOf({ principal }: FastifyRequest): Principal {
  if (principal === undefined) throw new Error('Invariant violated: request without a principal');
  return principal;
}

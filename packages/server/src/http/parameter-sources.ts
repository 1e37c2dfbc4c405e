import type { FastifyRequest } from 'fastify';
import type { Fields, ParameterSources } from '../rest/decode.ts';
import { parseForm } from './form.ts';

/** Returns the parts of a request from which parameters are decoded. */
export const parameterSources = ({ query, headers, body }: FastifyRequest): ParameterSources => ({
  // Fastify has decoded the query.
  query: query as Fields,
  headers,
  // A multipart body has already been parsed; there are no other content types.
  form: () => (body instanceof Buffer ? parseForm(body) : ((body ?? {}) as Fields)),
});

import type { FastifyRequest } from 'fastify';
import type { Fields, ParameterSources } from '../rest/decode.ts';
import { parseForm } from './form.ts';

/** The parts of a request that parameters are decoded from. */
export const parameterSources = ({ query, headers, body }: FastifyRequest): ParameterSources => ({
  // Fastify has decoded the query.
  query: query as Fields,
  headers,
  // A multipart body has been parsed on its way in; it is the only other kind.
  form: () => (body instanceof Buffer ? parseForm(body) : ((body ?? {}) as Fields)),
});

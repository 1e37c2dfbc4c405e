/** The minimum of a server's work for a POST: receive the complete body and parse it. */

import { parse } from 'node:querystring';
import type { FastifyInstance } from 'fastify';

/** Makes a Fastify server parse form bodies with node:querystring. */
export function acceptForms(server: FastifyInstance): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, parse(body.toString())),
  );
}

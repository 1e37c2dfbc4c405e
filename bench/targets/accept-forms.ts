/** The least a server must do with a POST: receive the body whole and parse it. */

import { parse } from 'node:querystring';
import type { FastifyInstance } from 'fastify';

/** Makes a Fastify server read form bodies with node:querystring. */
export function acceptForms(server: FastifyInstance): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, parse(body.toString())),
  );
}

import type { openApi } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { renderReferencePage } from './reference-page.ts';

/** The description of the API, for programs at `/openapi.json` and for people at `/`. Neither needs credentials. */
export function mountReference(
  server: FastifyInstance,
  describe: (request: FastifyRequest) => ReturnType<typeof openApi>,
): void {
  const open = { config: { open: true } };
  server.get('/openapi.json', open, (request) => describe(request));
  server.get('/', open, (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(renderReferencePage(describe(request))),
  );
}

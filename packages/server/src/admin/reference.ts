import type { openApi } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { renderReferencePage } from './reference-page.ts';

/** Mounts the description of the API: `/openapi.json` for programs, `/` for people. Neither needs credentials. */
export function mountReference(
  server: FastifyInstance,
  describe: (request: FastifyRequest) => ReturnType<typeof openApi>,
): void {
  const publicRoute = { config: { public: true } };
  server.get('/openapi.json', publicRoute, (request) => describe(request));
  server.get('/', publicRoute, (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(renderReferencePage(describe(request))),
  );
}

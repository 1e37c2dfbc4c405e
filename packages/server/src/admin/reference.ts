import { endpoints, fetchOpenApi, fetchReferencePage, openApi } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { endpointRoute } from '../http/endpoint-route.ts';
import { renderReferencePage } from './reference-page.ts';

/**
 * Mounts the description of the API, as an OpenAPI document for programs and as a page for people. Neither needs
 * credentials. It leaves out the paths that the settings of this server do not allow.
 */
export function mountReference(
  server: FastifyInstance,
  baseUrl: (request: FastifyRequest) => string,
  version: string,
): void {
  const mounted = () => endpoints.filter((each) => server.hasRoute(endpointRoute(each)));
  const describe = (request: FastifyRequest) => openApi(baseUrl(request), version, mounted());
  server.route({ ...endpointRoute(fetchOpenApi), handler: describe });
  server.route({
    ...endpointRoute(fetchReferencePage),
    handler: (request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(renderReferencePage(describe(request), mounted())),
  });
}

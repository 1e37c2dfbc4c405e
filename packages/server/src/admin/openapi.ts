import { Readable } from 'node:stream';
import { endpoints, fetchOpenApi, openApi } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { endpointRoute } from '../http/endpoint-route.ts';

/** Stands for the URL of the server in a document that is rendered once. */
const anyBaseUrl = 'https://base-url.invalid';

/**
 * Mounts the description of the API as an OpenAPI document. It needs no credentials, and leaves out the paths that the
 * settings of this server do not allow.
 *
 * It is rendered once, and all replies send the same bytes: a caller without credentials must not make the server render
 * or hold hundreds of kilobytes per request.
 */
export function mountOpenApi(
  server: FastifyInstance,
  baseUrl: (request: FastifyRequest) => string,
  version: string,
): void {
  let parts: readonly Buffer[] | undefined;
  /** Renders at the first request, when all paths are mounted. Returns the parts between the base URLs. */
  const render = () => {
    const mounted = endpoints.filter((each) => server.hasRoute(endpointRoute(each)));
    return JSON.stringify(openApi(anyBaseUrl, version, mounted))
      .split(anyBaseUrl)
      .map((part) => Buffer.from(part));
  };
  server.route({
    ...endpointRoute(fetchOpenApi),
    handler: (request, reply) => {
      parts ??= render();
      const url = Buffer.from(baseUrl(request));
      const chunks = parts.flatMap((part, index) => (index === 0 ? [part] : [url, part]));
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      return reply
        .type('application/json; charset=utf-8')
        .header('content-length', String(length))
        .send(Readable.from(chunks));
    },
  });
}

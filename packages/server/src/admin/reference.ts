import { Readable } from 'node:stream';
import { endpoints, fetchOpenApi, fetchReferencePage, openApi } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endpointRoute } from '../http/endpoint-route.ts';
import { escapeHtml, renderReferencePage } from './reference-page.ts';

/** Stands for the URL of the server in a document that is rendered once. */
const anyBaseUrl = 'https://base-url.invalid';

/**
 * Mounts the description of the API, as an OpenAPI document for programs and as a page for people. Neither needs
 * credentials. It leaves out the paths that the settings of this server do not allow.
 *
 * Each document is rendered once, and all replies send the same bytes: a caller without credentials must not make the
 * server render or hold hundreds of kilobytes per request.
 */
export function mountReference(
  server: FastifyInstance,
  baseUrl: (request: FastifyRequest) => string,
  version: string,
): void {
  const mounted = () => endpoints.filter((each) => server.hasRoute(endpointRoute(each)));
  const describe = () => openApi(anyBaseUrl, version, mounted());
  const document = renderOnce(() => JSON.stringify(describe()));
  const page = renderOnce(() => renderReferencePage(describe(), mounted()));
  server.route({
    ...endpointRoute(fetchOpenApi),
    handler: (request, reply) =>
      sendParts(reply.type('application/json; charset=utf-8'), document(), baseUrl(request)),
  });
  server.route({
    ...endpointRoute(fetchReferencePage),
    handler: (request, reply) => {
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
      return sendParts(reply, page(), escapeHtml(baseUrl(request)));
    },
  });
}

/** Renders at the first call, when all paths are mounted. Returns the parts of the document between the base URLs. */
function renderOnce(render: () => string): () => readonly Buffer[] {
  let parts: readonly Buffer[] | undefined;
  return () => {
    parts ??= render()
      .split(anyBaseUrl)
      .map((part) => Buffer.from(part));
    return parts;
  };
}

function sendParts(reply: FastifyReply, parts: readonly Buffer[], baseUrl: string): FastifyReply {
  const url = Buffer.from(baseUrl);
  const chunks = parts.flatMap((part, index) => (index === 0 ? [part] : [url, part]));
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return reply.header('content-length', String(length)).send(Readable.from(chunks));
}

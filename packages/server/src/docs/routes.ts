import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pageHeaders, sendStaticFile } from '../http/static-files/send-static-file.ts';
import type { StaticFiles } from '../http/static-files/static-files.ts';
import { withoutQuery } from '../rest/without-query.ts';

/** The path of the documentation, which the banner prints. */
export const docsPath = '/docs/';

const page = 'index.html';
const missingPage = '404.html';
const headers = pageHeaders({ images: "'self'" });

/**
 * Mounts the documentation. It is the same for every server of this version and has nothing of this one, so it needs no
 * credentials and no setting.
 */
export function mountDocs(server: FastifyInstance, files: StaticFiles): void {
  const config = { public: true };
  const respond = async (request: FastifyRequest, reply: FastifyReply) => {
    const path = withoutQuery(request.url);
    // A browser resolves the redirect against its own address, also below the path of a proxy.
    if (!path.startsWith(docsPath)) return reply.redirect(docsPath.slice(1));
    const name = path.slice(docsPath.length).replace(/(?<=^|\/)$/, page);
    reply.headers(headers);
    if (files.has(name)) return sendStaticFile(files, name, request, reply);
    return sendStaticFile(files, missingPage, request, reply.code(404));
  };
  server.get(docsPath.slice(0, -1), { config }, respond);
  server.get(`${docsPath}*`, { config }, respond);
}

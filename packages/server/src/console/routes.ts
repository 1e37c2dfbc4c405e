import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendError } from '../http/send-reply.ts';
import { assets, pageHeaders, sendContent, sendStaticFile } from '../http/static-files/send-static-file.ts';
import type { StaticFile, StaticFiles } from '../http/static-files/static-files.ts';
import { notFound } from '../rest/not-found.ts';
import { withoutQuery } from '../rest/without-query.ts';

/** The path of the console, which the banner prints. */
export const consolePath = '/console/';

/** The path of the reference of the API, which is a part of the console. */
export const referencePath = `${consolePath}reference`;

const page = 'index.html';

/** Images include media that the console has fetched. The SIDs in its addresses are of no concern to other sites. */
const headers = pageHeaders({ images: "'self' blob:" });

/**
 * Mounts the console. Every address below its path that is not a file is one of its pages.
 *
 * @param publicUrl of the server, if it is configured; its path is where a proxy serves the console.
 */
export function mountConsole(
  server: FastifyInstance,
  files: StaticFiles,
  publicUrl: string | undefined,
): void {
  const prefix = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
  const sendPage = createPageSender(files, `${prefix}${consolePath}`);
  const config = { public: true };
  const respond = async (request: FastifyRequest, reply: FastifyReply) => {
    const path = withoutQuery(request.url);
    // A browser resolves the redirect against its own address, also below the path of a proxy.
    if (!path.startsWith(consolePath)) return reply.redirect(consolePath.slice(1));
    const name = path.slice(consolePath.length);
    reply.headers(headers);
    if (name !== page && files.has(name)) return sendStaticFile(files, name, request, reply);
    if (name.startsWith(assets)) {
      sendError(reply, notFound(request.url));
      return reply;
    }
    return sendPage(request, reply);
  };
  server.get(consolePath.slice(0, -1), { config }, respond);
  server.get(`${consolePath}*`, { config }, respond);
}

/** Returns a function that sends the page, in which the links of the build, relative to it, lead to the files. */
function createPageSender(files: StaticFiles, base: string) {
  let rendered: StaticFile | undefined;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (rendered === undefined) {
      const file = await files.read(page, undefined);
      if (file === undefined) throw new Error('The page of the console has been removed');
      const text = file.content.toString().replaceAll(/(?<=(?:href|src)=")\.\//g, base);
      rendered = { ...file, content: Buffer.from(text) };
    }
    return sendContent(rendered, 'no-cache', request, reply);
  };
}

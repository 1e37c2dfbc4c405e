import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendError } from '../http/send-reply.ts';
import { notFound } from '../rest/not-found.ts';
import { withoutQuery } from '../rest/without-query.ts';
import { acceptedEncoding } from './accepted-encoding.ts';
import { type ConsoleFile, type ConsoleFiles, encodings } from './console-files.ts';

/** The path of the console, which the banner prints. */
export const consolePath = '/console/';

/** The path of the reference of the API, which is a part of the console. */
export const referencePath = `${consolePath}reference`;

/** The build gives these files names with a hash of their content. */
const assets = 'assets/';
const page = 'index.html';

/**
 * What the console needs: its own files, the API of its own origin, and images of media that it has fetched. There are no
 * inline scripts or styles.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Also for browsers that know only a part of the policy, and for the SIDs in addresses, which are of no concern to others. */
const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Mounts the console. Every address below its path that is not a file is one of its pages.
 *
 * @param publicUrl of the server, if it is configured; its path is where a proxy serves the console.
 */
export function mountConsole(
  server: FastifyInstance,
  files: ConsoleFiles,
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
    reply.headers(securityHeaders);
    if (name !== page && files.has(name)) return sendFile(files, name, request, reply);
    if (name.startsWith(assets)) {
      sendError(reply, notFound(request.url));
      return reply;
    }
    return sendPage(request, reply);
  };
  server.get(consolePath.slice(0, -1), { config }, respond);
  server.get(`${consolePath}*`, { config }, respond);
}

async function sendFile(
  files: ConsoleFiles,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const encoding = acceptedEncoding(
    request.headers['accept-encoding'],
    encodings.map((each) => each.name),
  );
  const encoded = encoding && (await files.read(name, encoding));
  const file = encoded || (await files.read(name, undefined));
  if (file === undefined) throw new Error(`${name} of the console has been removed`);
  if (encoded) reply.header('content-encoding', encoding);
  reply.header('vary', 'accept-encoding');
  // A file with another content has another name.
  const isHashed = name.startsWith(assets);
  return send(file, isHashed ? 'public, max-age=31536000, immutable' : 'no-cache', request, reply);
}

/** Returns a function that sends the page, in which the links of the build, relative to it, lead to the files. */
function createPageSender(files: ConsoleFiles, base: string) {
  let rendered: ConsoleFile | undefined;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (rendered === undefined) {
      const file = await files.read(page, undefined);
      if (file === undefined) throw new Error('The page of the console has been removed');
      const text = file.content.toString().replaceAll(/(?<=(?:href|src)=")\.\//g, base);
      rendered = { ...file, content: Buffer.from(text) };
    }
    return send(rendered, 'no-cache', request, reply);
  };
}

function send(
  { type, content, etag }: ConsoleFile,
  cacheControl: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.header('cache-control', cacheControl).header('etag', etag);
  const known = request.headers['if-none-match']
    ?.split(',')
    .some((each) => each.trim().replace(/^W\//, '') === etag);
  return known ? reply.code(304).send() : reply.type(type).send(content);
}

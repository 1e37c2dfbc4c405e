import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedEncoding } from './accepted-encoding.ts';
import { encodings, type StaticFile, type StaticFiles } from './static-files.ts';

/** Builds give the files of this folder names with a hash of their content. */
export const assets = 'assets/';

/** For pages that use their own files, the API of their own origin, and no inline scripts or styles. */
export function pageHeaders({ images }: { readonly images: string }): Record<string, string> {
  const contentSecurityPolicy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `img-src ${images}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': contentSecurityPolicy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

/** Sends a file that exists, in an encoding that the client accepts. */
export async function sendStaticFile(
  files: StaticFiles,
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
  if (file === undefined) throw new Error(`The file ${name} has been removed`);
  if (encoded) reply.header('content-encoding', encoding);
  reply.header('vary', 'accept-encoding');
  // A file with another content has another name.
  const isHashed = name.startsWith(assets);
  return sendContent(file, isHashed ? 'public, max-age=31536000, immutable' : 'no-cache', request, reply);
}

/** Sends a content, or 304 to a client that has it. */
export function sendContent(
  { type, content, etag }: StaticFile,
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

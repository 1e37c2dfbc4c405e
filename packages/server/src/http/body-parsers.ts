import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ApiError } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseMultipart } from './form.ts';

export const unsupportedContentType = (): ApiError =>
  new ApiError(
    20001,
    'Unsupported content type: send the parameters as application/x-www-form-urlencoded or multipart/form-data',
    415,
  );

/**
 * The error for a body that is compressed, of which nothing would understand the bytes; undefined if it is not.
 * Uploads are refused too, because their content is served without the encoding.
 */
export function contentEncodingError({
  method,
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): ApiError | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (method !== 'POST' || !hasBody(headers) || encoding.toLowerCase() === 'identity') return undefined;
  return new ApiError(20001, 'Unsupported content encoding: send the body without Content-Encoding', 415);
}

/** Adds the parsers of forms, the only bodies that most paths accept. */
export function addFormParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body: Buffer, done) => done(null, body),
  );
  server.addContentTypeParser(
    /^multipart\/form-data/,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer<ArrayBuffer>) =>
      body.length === 0 ? {} : parseMultipart(body, request.headers['content-type'] ?? ''),
  );
  // Only after its last chunk is it known that a chunked body is empty.
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body: Buffer, done) =>
    done(body.length === 0 ? null : unsupportedContentType(), body),
  );
}

/**
 * Makes the framework ignore the body of every request other than a POST, and the content type of an empty one. SDKs
 * send a content type with a DELETE, and old ones that of a multipart form with a POST without parameters.
 */
export function ignoreUnusedBody({ method, headers }: FastifyRequest): void {
  if (method !== 'POST') {
    headers['content-length'] = undefined;
    headers['transfer-encoding'] = undefined;
  }
  if (!hasBody(headers)) headers['content-type'] = undefined;
}

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

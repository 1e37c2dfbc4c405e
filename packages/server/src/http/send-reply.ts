import { ApiError } from '@colloquy/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reply } from '../rest/reply.ts';
import { StorageUnavailable } from '../storage/storage.ts';
import { unsupportedContentType } from './body-parsers.ts';
import { preflightedHeaders } from './foreign-origin.ts';

/**
 * Headers of every reply. Pages of any origin may call the API with credentials of their own. They may not use those
 * that a browser remembers, so `Access-Control-Allow-Credentials` is missing. `@fastify/cors` sends two of the headers
 * to preflights only, and none with replies of the HTTP parser.
 */
export const commonHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-allow-headers': ['Accept', 'Authorization', 'Content-Type', ...preflightedHeaders].join(
    ', ',
  ),
  'access-control-expose-headers':
    'Colloquy-Ignored-Parameters, ETag, Idempotent-Replayed, Retry-After, Twilio-Request-Id',
};

/**
 * A lack of capacity lasts as long as a few requests. Most outages end soon, too, or much later; more would keep clients
 * away from a server that works again.
 */
const retryAfterSeconds = 1;

export const json = 'application/json; charset=utf-8';

/** Sends a JSON reply. A hook of the server adds the headers of the API to every reply. */
function send(reply: FastifyReply, status: number, body: string | Buffer): void {
  reply.code(status);
  if (status === 204 || status === 304) reply.send();
  else reply.header('content-type', json).send(body);
}

/** Sends the reply of a pipeline. */
export function sendReply(reply: FastifyReply, { status, body, etag, replayed, release }: Reply): void {
  if (replayed) {
    reply.header('idempotent-replayed', 'true');
    reply.request.replayed = true;
  }
  if (etag !== undefined) reply.header('etag', etag);
  if (release === undefined) {
    send(reply, status, body);
    return;
  }
  // A connection that was closed before this emits no further event.
  if (reply.raw.closed) release();
  else reply.raw.once('close', release);
  // Node would encode the text once more, and keep both until the client has taken it.
  send(reply, status, Buffer.from(body));
}

/** Sends an error of the catalogue. @param mayPass whether the same request may succeed soon, if the server is at fault. */
export function sendError(reply: FastifyReply, error: ApiError, mayPass = true): void {
  reply.request.refusal = error;
  if (mayPass && (error.code === 20429 || error.code === 20503))
    reply.header('retry-after', String(retryAfterSeconds));
  // Only for missing Basic credentials: with this header, a browser shows a password prompt.
  if (error.code === 20003) reply.header('www-authenticate', 'Basic realm="Twilio API"');
  send(reply, error.status, JSON.stringify(error.toBody(ownReference(reply))));
}

/** For our own API, the entry of the endpoint in the reference of this server. */
function ownReference({ request, server }: FastifyReply): string | undefined {
  if (!request.url.startsWith('/colloquy/')) return undefined;
  const start = `${server.baseUrl(request)}/`;
  if (server.referencePath === undefined) return start;
  const { operationId } = request.routeOptions.config ?? {};
  return `${start}${server.referencePath}${operationId === undefined ? '' : `/${operationId}`}`;
}

/** Called with errors that are the server's fault. */
export type OnError = (error: unknown, request: FastifyRequest) => void;

/** Sends the reply for whatever a handler has thrown, and reports it if it is the server's fault. */
export function sendFailure(reply: FastifyReply, error: unknown, onError: OnError): void {
  const apiError = asApiError(error);
  if (apiError.status >= 500) onError(error, reply.request);
  // A damaged file needs an administrator, whatever the client does.
  sendError(reply, apiError, !(error instanceof StorageUnavailable && error.fault === 'damaged'));
}

/** The error to reply with. Errors that are not of the catalogue are reduced to a general one, without their message. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StorageUnavailable) return new ApiError(20503);
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return new ApiError(20413);
  if (status === 415) return unsupportedContentType();
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ApiError(20001, 'The request is malformed', status);
  }
  return new ApiError(20500);
}

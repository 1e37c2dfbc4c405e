import { ApiError } from '@colloquy/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StorageUnavailable } from '../storage/storage.ts';

/** Headers that every reply has; browsers may call the API from any page. */
export const commonHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, ' +
    'Idempotency-Key, X-Twilio-Webhook-Enabled',
  'access-control-expose-headers': 'ETag, Twilio-Request-Id',
};

export const json = 'application/json; charset=utf-8';

/** Answers with the headers of the API. */
export function send(request: FastifyRequest, reply: FastifyReply, status: number, body: string): void {
  const seconds = (performance.now() - request.startedAt) / 1000;
  reply.code(status).headers({
    'twilio-request-id': request.id,
    'twilio-request-duration': seconds.toFixed(3),
    'twilio-concurrent-requests': String(request.concurrency?.count ?? 1),
    ...commonHeaders,
  });
  if (status === 204) {
    reply.send();
    return;
  }
  reply.header('content-type', json).send(body);
}

/** Answers with an error of the catalogue. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: ApiError): void {
  if (error.status === 401) reply.header('www-authenticate', 'Basic realm="Twilio API"');
  send(request, reply, error.status, JSON.stringify(error.toBody()));
}

/** What the caller is told of an error: those of the catalogue as they are, of others only the kind. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StorageUnavailable) return new ApiError(20503);
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return new ApiError(20413);
  if (status === 415) return new ApiError(20001, 'Unsupported content type', 415);
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ApiError(20001, 'The request is malformed', status);
  }
  return new ApiError(20500);
}

import { ApiError } from '@colloquy/contract';
import type { FastifyReply } from 'fastify';
import { StorageUnavailable } from '../storage/storage.ts';

/** Headers that every reply has; browsers may call the API from any page. */
export const commonHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, ' +
    'Idempotency-Key, X-Twilio-Token, X-Twilio-Webhook-Enabled, Last-Event-ID',
  'access-control-expose-headers': 'ETag, Idempotent-Replayed, Retry-After, Twilio-Request-Id',
};

export const json = 'application/json; charset=utf-8';

/** Answers; the headers of the API are added to every reply in one place, the server's hook. */
export function send(reply: FastifyReply, status: number, body: string): void {
  reply.code(status);
  if (status === 204 || status === 304) reply.send();
  else reply.header('content-type', json).send(body);
}

/** Answers with an error of the catalogue. */
export function sendError(reply: FastifyReply, error: ApiError): void {
  // A browser would ask its user for a password; whose token was refused has none.
  if (error.code === 20003) reply.header('www-authenticate', 'Basic realm="Twilio API"');
  send(reply, error.status, JSON.stringify(error.toBody()));
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

import { ApiError } from './errors.ts';
import type { Route } from './routes.ts';

/** Whether a request can have an `Idempotency-Key`, so that retries do not repeat the change. */
export const canUseIdempotencyKey = ({ method }: Route): boolean => method === 'POST';

/** Whether a request can have `If-Match`, the version of the object that it expects. */
export const canUseIfMatch = ({ resource, operation: { action } }: Route): boolean =>
  (action === 'update' || action === 'delete') && resource.operations.fetch !== undefined;

/** Whether a request can have `If-None-Match`, the versions that the client already has. */
export const canUseIfNoneMatch = ({ operation }: Route): boolean => operation.action === 'fetch';

/** The error for a key that a different request has used. */
export const idempotencyKeyReused = (): ApiError =>
  new ApiError(20001, 'The Idempotency-Key has been used with a different request', 409);

/** The error for an object that is no longer in the expected version. */
export const preconditionFailed = (): ApiError =>
  new ApiError(20001, 'The object has changed since it was read', 412);

export interface Header {
  readonly name: string;
  readonly description: string;
}

/** What status 304 means. */
export const notModified = 'The object has an ETag that the client already has.';

export const idempotencyKeyHeader: Header = {
  name: 'Idempotency-Key',
  description:
    'A unique text that you choose. A retry with the same key within a day returns the first reply.',
};

/** The headers that a request can have in addition to its parameters. */
export const conditionalHeaders = (route: Route): Header[] => [
  ...(canUseIdempotencyKey(route) ? [idempotencyKeyHeader] : []),
  ...(canUseIfMatch(route)
    ? [
        {
          name: 'If-Match',
          description:
            'The ETag that you have read. The request is refused if the object has a different one.',
        },
      ]
    : []),
  ...(canUseIfNoneMatch(route)
    ? [
        {
          name: 'If-None-Match',
          description:
            'ETags that you already have. The reply is 304 without a body if the object has one of them.',
        },
      ]
    : []),
];

/** The errors of these headers, which have no specific codes. */
export const conditionalErrors = (route: Route): ApiError[] => [
  ...(canUseIdempotencyKey(route) ? [idempotencyKeyReused()] : []),
  ...(canUseIfMatch(route) ? [preconditionFailed()] : []),
];

import { ApiError } from './errors.ts';
import type { Route } from './routes.ts';

/** Whether a request can have a key by which a repeat of it is known. */
export const canUseIdempotencyKey = ({ method }: Route): boolean => method === 'POST';

/** Whether a request can name the state that the object is to be in. */
export const canUseIfMatch = ({ resource, operation: { action } }: Route): boolean =>
  (action === 'update' || action === 'delete') && resource.operations.fetch !== undefined;

/** Whether a request can name the states that need not be told of. */
export const canUseIfNoneMatch = ({ operation }: Route): boolean => operation.action === 'fetch';

/** For a key that another request has used. */
export const idempotencyKeyReused = (): ApiError =>
  new ApiError(20001, 'The Idempotency-Key has been used with a different request', 409);

/** For an object that is not in the state that the request names. */
export const preconditionFailed = (): ApiError =>
  new ApiError(20001, 'The object has changed since it was read', 412);

interface Header {
  readonly name: string;
  readonly description: string;
}

/** The headers of conditions that a request can have beside its parameters. */
export const conditionalHeaders = (route: Route): Header[] => [
  ...(canUseIdempotencyKey(route)
    ? [
        {
          name: 'Idempotency-Key',
          description: 'A text of your own; a repeat with it within a day is answered as the first.',
        },
      ]
    : []),
  ...(canUseIfMatch(route)
    ? [{ name: 'If-Match', description: 'The ETag that was read; nothing is done if it is another now.' }]
    : []),
  ...(canUseIfNoneMatch(route)
    ? [{ name: 'If-None-Match', description: 'ETags that are known; the reply has no body if it is one.' }]
    : []),
];

/** The errors of these headers, which have no codes of their own. */
export const conditionalErrors = (route: Route): ApiError[] => [
  ...(canUseIdempotencyKey(route) ? [idempotencyKeyReused()] : []),
  ...(canUseIfMatch(route) ? [preconditionFailed()] : []),
];

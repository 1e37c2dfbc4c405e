import { ApiError } from '@colloquy/contract';
import { withoutQuery } from './without-query.ts';

/**
 * The error for a path that names nothing; it shows the path as it was sent, without the version.
 *
 * @param reason for a request that names what it needs in its parameters.
 */
export const notFound = (url: string, reason?: string): ApiError =>
  new ApiError(
    20404,
    withoutQuery(url).replace(/^\/v1(?=\/)/, ''),
    undefined,
    reason === undefined ? undefined : { reason },
  );

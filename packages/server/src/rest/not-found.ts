import { ApiError } from '@colloquy/contract';

/** The error for a path that names nothing; it shows the path as it was sent, without the version. */
export const notFound = (url: string): ApiError =>
  new ApiError(20404, withoutQuery(url).replace(/^\/v1(?=\/)/, ''));

/** The path of a URL as it was sent, without its query. */
export function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

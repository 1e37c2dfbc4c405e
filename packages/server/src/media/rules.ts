import { ApiError } from '@colloquy/contract';

const maxContentTypeLength = 256;

/** A media type with parameters, in the syntax of RFC 9110. */
const mediaTypePattern = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:\s*;[\t\x20-\x7e]*)?$/;

/**
 * Returns the content type of an upload; `application/octet-stream` if it has none.
 *
 * @param allowed types such as `text/plain` and `image/*`; an empty list allows all.
 * @throws ApiError 50511.
 */
export function parseContentType(given: string | undefined, allowed: readonly string[]): string {
  const type = given?.trim() || 'application/octet-stream';
  if (type.length > maxContentTypeLength || !mediaTypePattern.test(type)) throw new ApiError(50511);
  const name = mediaTypeName(type);
  const matches = (pattern: string) =>
    pattern === name || (pattern.endsWith('/*') && name.startsWith(pattern.slice(0, -1)));
  if (allowed.length > 0 && !allowed.some(matches)) throw new ApiError(50511);
  return type;
}

/** A media type without its parameters. */
const mediaTypeName = (type: string): string => type.replace(/\s*;.*$/, '').toLowerCase();

/** Types that a browser shows without running code in them. */
const inlineTypes = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

/** Whether a browser may show content of this type instead of saving it. */
export const isInlineType = (type: string): boolean => inlineTypes.test(mediaTypeName(type));

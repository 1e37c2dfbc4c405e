import { ApiError, invalidParameter } from '@colloquy/contract';

/** The use of media: sent by users, or the body and the history of an e-mail. */
const categories = ['media', 'body', 'history'];

const maxFilenameLength = 256;
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

/** @throws ApiError 20001 for a name that is too long or has control characters. */
export function parseFilename(given: string | undefined): string | null {
  if (given === undefined || given === '') return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds control characters.
  if (given.length > maxFilenameLength || /[\x00-\x1f\x7f]/.test(given)) throw invalidParameter('Filename');
  return given;
}

/** @throws ApiError 20001. */
export function parseCategory(given: string | undefined): string {
  const category = (given || 'media').toLowerCase();
  if (!categories.includes(category)) throw invalidParameter('Category');
  return category;
}

/** Types that a browser shows without running code in them. */
const inlineTypes = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

/** Whether a browser may show content of this type instead of saving it. */
export const isInlineType = (type: string): boolean => inlineTypes.test(mediaTypeName(type));

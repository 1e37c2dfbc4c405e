import { ApiError, invalidParameter } from '@colloquy/contract';

/** What media is for: sent by users, or the text of an e-mail and the earlier ones that it quotes. */
const categories = ['media', 'body', 'history'];

const longestFilename = 256;
const longestType = 256;

/** A type with parameters, as RFC 9110 writes it. */
const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:\s*;[\t\x20-\x7e]*)?$/;

/**
 * The type that content is kept and served under; content of no known type is plain bytes.
 *
 * @param allowed types such as `text/plain` and `image/*`; when there are none, all.
 * @throws ApiError 50511.
 */
export function contentTypeOf(given: string | undefined, allowed: readonly string[]): string {
  const type = given?.trim() || 'application/octet-stream';
  if (type.length > longestType || !mediaType.test(type)) throw new ApiError(50511);
  const name = nameOf(type);
  const fits = (pattern: string) =>
    pattern === name || (pattern.endsWith('/*') && name.startsWith(pattern.slice(0, -1)));
  if (allowed.length > 0 && !allowed.some(fits)) throw new ApiError(50511);
  return type;
}

/** A type without its parameters. */
export const nameOf = (type: string): string => type.replace(/\s*;.*$/, '').toLowerCase();

/** @throws ApiError 20001 for a name that is too long or has control characters. */
export function filenameOf(given: string | undefined): string | null {
  if (given === undefined || given === '') return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (given.length > longestFilename || /[\x00-\x1f\x7f]/.test(given)) throw invalidParameter('Filename');
  return given;
}

/** @throws ApiError 20001. */
export function categoryOf(given: string | undefined): string {
  const category = (given || 'media').toLowerCase();
  if (!categories.includes(category)) throw invalidParameter('Category');
  return category;
}

/** Types that a browser shows without running anything that they hold. */
const shown = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

/** Whether a browser may show content of this type, or only save it. */
export const isShown = (type: string): boolean => shown.test(nameOf(type));

import { ApiError } from '@colloquy/contract';

const maxContentTypeLength = 256;

/** A name of RFC 6838, and a parameter of RFC 9110. */
const name = String.raw`[a-z\d][\w!#$&^.+-]*`;
const parameter = String.raw`[\w!#$%&'*+.^\x60|~-]+=(?:[\w!#$%&'*+.^\x60|~-]+|"(?:[\t\x20!#-\[\]-~]|\\[\t\x20-~])*")`;
const mediaTypePattern = new RegExp(`^(${name}/${name})[\\t ]*(?:;[\\t ]*(?:${parameter}[\\t ]*)?)*$`, 'i');
const parameterPattern = new RegExp(parameter, 'gi');

/**
 * Returns the content type of an upload, in its shortest spelling; `application/octet-stream` if it has none. A list of
 * types is refused, because a browser would use another one than the one that is allowed.
 *
 * @param allowed types such as `text/plain` and `image/*`; an empty list allows all.
 * @throws ApiError 50511.
 */
export function parseContentType(given: string | undefined, allowed: readonly string[]): string {
  const type = given?.trim() || 'application/octet-stream';
  const [whole, prefix = ''] = (type.length <= maxContentTypeLength && mediaTypePattern.exec(type)) || [];
  if (whole === undefined) throw new ApiError(50511);
  const essence = prefix.toLowerCase();
  const matches = (pattern: string) =>
    pattern === essence || (pattern.endsWith('/*') && essence.startsWith(pattern.slice(0, -1)));
  if (allowed.length > 0 && !allowed.some(matches)) throw new ApiError(50511);
  return [essence, ...(whole.slice(prefix.length).match(parameterPattern) ?? [])].join('; ');
}

/** A media type without its parameters. */
const mediaTypeName = (type: string): string => type.replace(/\s*;.*$/, '').toLowerCase();

/** Types that a browser shows without running code in them. */
const inlineTypes = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

/** Whether a browser may show content of this type instead of saving it. */
export const isInlineType = (type: string): boolean => inlineTypes.test(mediaTypeName(type));

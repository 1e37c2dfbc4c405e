import { ApiError } from '@colloquy/contract';

const maxContentTypeLength = 256;

/** A name of RFC 6838, and a parameter of RFC 9110. */
const nameSource = String.raw`[a-z\d][\w!#$&^.+-]*`;
const parameterSource = String.raw`[\w!#$%&'*+.^\x60|~-]+=(?:[\w!#$%&'*+.^\x60|~-]+|"(?:[\t\x20!#-\[\]-~]|\\[\t\x20-~])*")`;
const mediaTypePattern = new RegExp(
  `^(${nameSource}/${nameSource})[\\t ]*(?:;[\\t ]*(?:${parameterSource}[\\t ]*)?)*$`,
  'i',
);
const parameterPattern = new RegExp(parameterSource, 'gi');

/**
 * Returns the content type of an upload, in its shortest spelling; `application/octet-stream` if it has none. A list of
 * types is refused, because a browser would use another one than the one that is allowed.
 *
 * @param allowed types such as `text/plain` and `image/*`; an empty list allows all.
 * @throws ApiError 50511.
 */
export function parseContentType(given: string | undefined, allowed: readonly string[]): string {
  const type = given?.trim() || 'application/octet-stream';
  const [whole, typeName = ''] = (type.length <= maxContentTypeLength && mediaTypePattern.exec(type)) || [];
  if (whole === undefined) throw new ApiError(50511);
  const essence = typeName.toLowerCase();
  const matches = (pattern: string) =>
    pattern === essence || (pattern.endsWith('/*') && essence.startsWith(pattern.slice(0, -1)));
  if (allowed.length > 0 && !allowed.some(matches)) throw new ApiError(50511);
  return [essence, ...(whole.slice(typeName.length).match(parameterPattern) ?? [])].join('; ');
}

/** A media type without its parameters. */
const mediaTypeName = (type: string): string => type.replace(/\s*;.*$/, '').toLowerCase();

/** Types that a browser shows without running code in them. */
const inlineTypes = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

/** Whether a browser may show content of this type instead of saving it. */
export const isInlineType = (type: string): boolean => inlineTypes.test(mediaTypeName(type));

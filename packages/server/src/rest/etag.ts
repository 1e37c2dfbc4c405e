import { hash } from 'node:crypto';

/** The entity tag of a body: two bodies have the same tag only if they are the same. */
export const etagOf = (body: string): string => `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;

const tags = /(W\/)?("[^"]*")/g;

/** Whether `If-None-Match` names the tag; a weak one counts as well (RFC 9110, 13.1.2). */
export const matchesWeakly = (header: string, etag: string): boolean =>
  header.trim() === '*' || [...header.matchAll(tags)].some(([, , tag]) => tag === etag);

/** Whether `If-Match` names the tag or accepts any; a weak one does not count (RFC 9110, 13.1.1). */
export const matchesStrongly = (header: string, etag: string): boolean =>
  header.trim() === '*' ||
  [...header.matchAll(tags)].some(([, weak, tag]) => weak === undefined && tag === etag);

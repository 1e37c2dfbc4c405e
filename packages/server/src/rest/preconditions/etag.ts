import { hash } from 'node:crypto';

/** The entity tag of a body: two bodies have the same one only if they are the same. */
export const etagOf = (body: string): string => `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;

const tags = /(W\/)?("[^"]*")/g;

/** Whether `If-None-Match` names the tag; a weak one counts as well. */
export const matchesWeakly = (header: string, etag: string): boolean =>
  header.trim() === '*' || [...header.matchAll(tags)].some(([, , tag]) => tag === etag);

/** Whether `If-Match`, where it is not just any, names the tag; a weak one does not count. */
export const matchesStrongly = (header: string, etag: string): boolean =>
  [...header.matchAll(tags)].some(([, weak, tag]) => weak === undefined && tag === etag);

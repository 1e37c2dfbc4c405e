import type { fetchKey, JsonOf, listKey, ReplyJson } from '@colloquy/contract';
import type { ApiKeyInfo, ApiKeyPage } from './api-keys.ts';

/** Formats a date as in `Wed, 01 May 2024 12:00:00 +0000`. */
const formatRfc2822 = (stored: string): string => new Date(stored).toUTCString().replace('GMT', '+0000');

/** The reply for a key, without its secret. */
export const serializeKey = ({
  sid,
  friendly_name,
  date_created,
  date_updated,
}: ApiKeyInfo): JsonOf<(typeof fetchKey)['reply']['properties']> => ({
  sid,
  friendly_name,
  date_created: formatRfc2822(date_created),
  date_updated: formatRfc2822(date_updated),
});

interface PageRequest {
  readonly page?: number;
  readonly pageSize: number;
  readonly pageToken?: string;
}

/**
 * The reply for a page of keys. Its URIs are relative to the server, unlike those of other lists.
 *
 * @param path of the collection.
 */
export function serializeKeyPage(
  path: string,
  { page = 0, pageSize, pageToken }: PageRequest,
  found: ApiKeyPage,
): ReplyJson<(typeof listKey)['reply']> {
  const uri = (number: number, token: string | undefined) =>
    `${path}?PageSize=${pageSize}&Page=${number}${token === undefined ? '' : `&PageToken=${token}`}`;
  const { keys, next, previous } = found;
  const start = page * pageSize;
  return {
    keys: keys.map(serializeKey),
    page,
    page_size: pageSize,
    start,
    end: start + Math.max(keys.length - 1, 0),
    first_page_uri: uri(0, undefined),
    previous_page_uri: page > 0 && previous !== undefined ? uri(page - 1, previous) : null,
    uri: uri(page, pageToken),
    next_page_uri: next === undefined ? null : uri(page + 1, next),
  };
}

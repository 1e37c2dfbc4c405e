import type { KeyFacts, KeyPage } from '../resources/key/keys.ts';

/** A moment as the API of keys writes it: `Wed, 01 May 2024 12:00:00 +0000`. */
const written = (stored: string): string => new Date(stored).toUTCString().replace('GMT', '+0000');

/** A key as replies show it. */
export const keyObject = ({ sid, friendly_name, date_created, date_updated }: KeyFacts) => ({
  sid,
  friendly_name,
  date_created: written(date_created),
  date_updated: written(date_updated),
});

interface PageRequest {
  readonly page?: number;
  readonly pageSize: number;
  readonly pageToken?: string;
}

/**
 * The reply that shows a page of keys. Its paths are relative to the server, unlike the URLs of other lists.
 *
 * @param path of the collection.
 */
export function keyList(path: string, { page = 0, pageSize, pageToken }: PageRequest, found: KeyPage) {
  const uri = (number: number, token: string | undefined) =>
    `${path}?PageSize=${pageSize}&Page=${number}${token === undefined ? '' : `&PageToken=${token}`}`;
  const { keys, next, previous } = found;
  const start = page * pageSize;
  return {
    keys: keys.map(keyObject),
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

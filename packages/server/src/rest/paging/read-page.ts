import { invalidParameter } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import type { Columns, RowOf, SqlValue } from '../../storage/table.ts';
import type { Direction, Keyset } from './keyset.ts';
import type { PageQuery } from './page-query.ts';
import { encodePageToken, type PageStart, parsePageToken } from './page-token.ts';

/** Bounds the rows that a page without a token skips; a token skips none. */
const maxSkippedRows = 10_000;

/** The page that a request asks for. */
export interface PageRequest {
  readonly pageSize: number;
  readonly page?: number;
  readonly pageToken?: string;
}

/** The range of the order's first column that a list is limited to; both ends belong to it. */
export interface PageRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface Page {
  /** JSON of the objects, separated by commas. */
  readonly body: string;
  /** Page tokens; undefined where the list ends. */
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/**
 * Reads a page. A page is found by the keyset of its first row, so rows that others add or remove in the meantime
 * neither repeat nor hide another row.
 *
 * @throws ApiError 20001 for a token that we did not make, or a page number that is too far to count to.
 */
export async function readPage<P extends Columns>(
  reader: Reader,
  query: PageQuery<P>,
  parameters: RowOf<P>,
  request: PageRequest,
  range: PageRange = {},
): Promise<Page> {
  const { order, direction } = query;
  const { from = order.lowest, to = order.highest } = range;
  const start = request.pageToken === undefined ? undefined : parsePageToken(order, request.pageToken);
  const skip = start === undefined ? (request.page ?? 0) * request.pageSize : 0;
  if (skip > maxSkippedRows) throw invalidParameter('Page');

  const read = (reading: Direction, after: Keyset | undefined, limit: number, skipped: number) => {
    const [first, until] = reading === 'ascending' ? [from, to] : [to, from];
    const isOutside =
      after === undefined || (reading === 'ascending' ? after.value < first : after.value > first);
    const keyset = isOutside ? order.startOf(first, reading) : after;
    const bounds: Readonly<Record<string, SqlValue>> = {
      after: keyset.value,
      after_sid: keyset.sid ?? '',
      until,
      page_limit: limit,
      page_skip: skipped,
    };
    // The query takes both sets of columns; the compiler cannot join them for any P.
    return reader.one(query[reading], { ...parameters, ...bounds } as RowOf<P & Columns>);
  };

  const reading = start?.towards === 'previous' ? opposite[direction] : direction;
  const after = start?.inclusive ? order.before(start.keyset, reading) : start?.keyset;
  const found = await read(reading, after, request.pageSize, skip);
  const [lowest, highest] = [order.parse(found?.lowest ?? ''), order.parse(found?.highest ?? '')];
  if (found === undefined || lowest === undefined || highest === undefined) return emptyPage(start);
  const [first, last] = direction === 'ascending' ? [lowest, highest] : [highest, lowest];
  const hasNext =
    start?.towards === 'previous' ||
    (found.count === request.pageSize && (await read(direction, last, 1, 0))?.count === 1);
  return {
    body: found.body ?? '',
    next: hasNext ? encodePageToken({ towards: 'next', keyset: last }) : undefined,
    previous: encodePageToken({ towards: 'previous', keyset: first }),
  };
}

const opposite = { ascending: 'descending', descending: 'ascending' } as const;

/** A page without rows. One that became empty in the meantime leads back to the row that led to it. */
function emptyPage(start: PageStart | undefined): Page {
  const empty = { body: '', next: undefined, previous: undefined };
  if (start === undefined) return empty;
  return start.towards === 'next'
    ? { ...empty, previous: encodePageToken({ ...start, towards: 'previous', inclusive: true }) }
    : { ...empty, next: encodePageToken({ ...start, towards: 'next', inclusive: true }) };
}

import { invalidParameter } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import type { Columns, RowOf, SqlValue } from '../../storage/table.ts';
import type { Direction, Keyset, SortOrder } from './keyset.ts';
import type { FoundRows, PageQuery } from './page-query.ts';
import { encodePageToken, type PageStart, parsePageToken } from './page-token.ts';

/** Bounds the rows that a page without a token skips; a token skips none. */
const maxSkippedRows = 10_000;

/** Characters after which a page ends although it has fewer rows than requested; a reply is one text in memory. */
const maxPageLength = 4_000_000;

/** Rows of the first statement of a page. The length of these decides how many the next one reads. */
const firstRows = 50;

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
  if (skip > maxSkippedRows) {
    const maxPage = Math.floor(maxSkippedRows / request.pageSize);
    throw invalidParameter(
      'Page',
      String(request.page),
      `a whole number up to ${maxPage} with this page size, or a PageToken instead`,
    );
  }

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
  const rows = await readRows(order, reading, after, request.pageSize, (position, limit) =>
    read(reading, position, limit, position === after ? skip : 0),
  );
  if (rows === undefined) return emptyPage(start);
  const [first, last] = direction === 'ascending' ? [rows.lowest, rows.highest] : [rows.highest, rows.lowest];
  const hasNext =
    start?.towards === 'previous' || (rows.mayHaveMore && (await read(direction, last, 1, 0))?.count === 1);
  return {
    body: (reading === direction ? rows.bodies : rows.bodies.toReversed()).join(','),
    next: hasNext ? encodePageToken({ towards: 'next', keyset: last }) : undefined,
    previous: encodePageToken({ towards: 'previous', keyset: first }),
  };
}

interface Rows {
  /** JSON of the objects of each statement, in reading direction. */
  readonly bodies: readonly string[];
  readonly lowest: Keyset;
  readonly highest: Keyset;
  readonly mayHaveMore: boolean;
}

/**
 * Reads the rows of a page, in one statement unless they are many, and fewer than requested if they are long. Undefined
 * when there are none.
 *
 * @param read reads up to `limit` rows after a position.
 */
async function readRows(
  order: SortOrder,
  reading: Direction,
  after: Keyset | undefined,
  pageSize: number,
  read: (after: Keyset | undefined, limit: number) => Promise<FoundRows | undefined>,
): Promise<Rows | undefined> {
  let rows: Rows | undefined;
  let [count, length, position, limit] = [0, 0, after, Math.min(pageSize, firstRows)];
  while (limit > 0) {
    const found = await read(position, limit);
    const [lowest, highest] = [order.parse(found?.lowest ?? ''), order.parse(found?.highest ?? '')];
    if (found === undefined || lowest === undefined || highest === undefined)
      return rows && { ...rows, mayHaveMore: false };
    const body = found.body ?? '';
    if (length + body.length > maxPageLength && count + found.count > 1) {
      // These rows are longer than expected, so fewer of them are read again.
      limit = Math.floor((found.count * (maxPageLength - length)) / body.length);
      if (rows === undefined) limit = Math.max(1, limit);
      continue;
    }
    const isAscending = reading === 'ascending';
    rows = {
      bodies: [...(rows?.bodies ?? []), body],
      lowest: (isAscending && rows?.lowest) || lowest,
      highest: (!isAscending && rows?.highest) || highest,
      mayHaveMore: found.count === limit,
    };
    if (!rows.mayHaveMore) return rows;
    count += found.count;
    length += body.length;
    position = isAscending ? highest : lowest;
    limit = Math.min(pageSize - count, Math.floor((maxPageLength - length) / Math.max(length / count, 1)));
  }
  return rows;
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

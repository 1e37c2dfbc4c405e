import { invalidParameter } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import type { Columns, RowOf, SqlValue } from '../../storage/table.ts';
import { LongReplyError, maxShortReplyLength } from '../long-replies.ts';
import type { Direction, Keyset } from './keyset.ts';
import type { FoundRows, PageQuery } from './page-query.ts';
import { encodePageToken, type PageStart, parsePageToken } from './page-token.ts';

/** Bounds the rows that a page without a token skips; a token skips none. */
const maxSkippedRows = 10_000;

/** After these a page ends although it has fewer rows than requested; a reply is one text in memory. */
const maxPageBytes = 4_000_000;

/** Rows of the first statement of a page that should be short, which is usually the only one. */
const firstRows = 50;

/**
 * Rows of one statement, so that none renders more than 2 to 3 MB: those with few bytes, or else any rows, of which the
 * longest take 230 KB when JSON has escaped them.
 */
const statements = {
  short: { maxRows: 250, maxRowBytes: 2048 },
  long: { maxRows: 8, maxRowBytes: 0x7fff_ffff },
};

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

interface PageOptions extends PageRange {
  /** Whether there is a slot for a long reply. */
  readonly mayBeLong?: boolean | undefined;
}

export interface Page {
  /** JSON of the objects, separated by commas. */
  readonly body: string;
  /** Page tokens; undefined where the list ends. */
  readonly next: string | undefined;
  readonly previous: string | undefined;
  /** Whether the page leads back, and is shorter than requested although there are rows before it. */
  readonly isCutShort: boolean;
}

/**
 * Reads a page. A page is found by the keyset of its first row, so rows that others add or remove in the meantime
 * neither repeat nor hide another row.
 *
 * @throws ApiError 20001 for a token that we did not make, or a page number that is too far to count to.
 * @throws LongReplyError for a page that is not short, unless `mayBeLong`.
 */
export async function readPage<P extends Columns>(
  reader: Reader,
  query: PageQuery<P>,
  parameters: RowOf<P>,
  request: PageRequest,
  options: PageOptions = {},
): Promise<Page> {
  const { order, direction } = query;
  const { from = order.lowest, to = order.highest, mayBeLong = true } = options;
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

  const read = (
    reading: Direction,
    after: Keyset | undefined,
    limit: number,
    skipped: number,
    maxRowBytes: number,
  ) => {
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
      max_row_bytes: maxRowBytes,
    };
    // The query takes both sets of columns; the compiler cannot join them for any P.
    return reader.one(query[reading], { ...parameters, ...bounds } as RowOf<P & Columns>);
  };

  const reading = start?.towards === 'previous' ? opposite[direction] : direction;
  const after = start?.inclusive ? order.before(start.keyset, reading) : start?.keyset;
  const rows = await readRows(
    reading,
    after,
    request.pageSize,
    mayBeLong,
    async (position, limit, maxRowBytes) => {
      const found = await read(reading, position, limit, position === after ? skip : 0, maxRowBytes);
      const lowestKeyset = order.parse(found?.lowest ?? '');
      const highestKeyset = order.parse(found?.highest ?? '');
      return found && lowestKeyset && highestKeyset && { ...found, lowestKeyset, highestKeyset };
    },
  );
  if (rows === undefined) return emptyPage(start);
  const [first, last] = direction === 'ascending' ? [rows.lowest, rows.highest] : [rows.highest, rows.lowest];
  const hasNext =
    start?.towards === 'previous' ||
    (rows.mayHaveMore && (await read(direction, last, 1, 0, 0))?.count === 1);
  const isCutShort =
    start?.towards === 'previous' &&
    rows.mayHaveMore &&
    rows.count < request.pageSize &&
    (await read(reading, first, 1, 0, 0))?.count === 1;
  return {
    isCutShort,
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
  readonly count: number;
  readonly mayHaveMore: boolean;
}

/** Reads rows after a position, but renders only those with few bytes. Undefined when there are none. */
type ReadRows = (
  after: Keyset | undefined,
  limit: number,
  maxRowBytes: number,
) => Promise<(FoundRows & { readonly lowestKeyset: Keyset; readonly highestKeyset: Keyset }) | undefined>;

/**
 * Reads the rows of a page, in one statement unless they are many, and fewer than requested if they are long. Undefined
 * when there are none.
 *
 * @throws LongReplyError for a page that is not short, unless `mayBeLong`.
 */
async function readRows(
  reading: Direction,
  after: Keyset | undefined,
  pageSize: number,
  mayBeLong: boolean,
  read: ReadRows,
): Promise<Rows | undefined> {
  let rows: Rows | undefined;
  let [count, bytes, position] = [0, 0, after];
  let statement = statements.short;
  let limit = Math.min(pageSize, mayBeLong ? statement.maxRows : firstRows);
  while (limit > 0) {
    const found = await read(position, limit, statement.maxRowBytes);
    if (found === undefined) return rows && { ...rows, mayHaveMore: false };
    const body = found.body ?? '';
    const bodyBytes = mayBeLong ? Buffer.byteLength(body) : body.length;
    const isIncomplete = found.rendered < found.count;
    if (!mayBeLong && (isIncomplete || estimateLength(body, found, limit, pageSize) > maxShortReplyLength))
      throw new LongReplyError();
    if (isIncomplete) {
      statement = statements.long;
      limit = Math.min(limit, statement.maxRows);
      continue;
    }
    if (bytes + bodyBytes > maxPageBytes && count + found.count > 1) {
      // These rows are longer than expected, so fewer of them are read again.
      limit = Math.floor((found.count * (maxPageBytes - bytes)) / bodyBytes);
      if (rows === undefined) limit = Math.max(1, limit);
      continue;
    }
    const isAscending = reading === 'ascending';
    const { lowestKeyset: lowest, highestKeyset: highest } = found;
    count += found.count;
    rows = {
      count,
      bodies: [...(rows?.bodies ?? []), body],
      lowest: (isAscending && rows?.lowest) || lowest,
      highest: (!isAscending && rows?.highest) || highest,
      mayHaveMore: found.count === limit,
    };
    if (!rows.mayHaveMore) return rows;
    bytes += bodyBytes;
    position = isAscending ? highest : lowest;
    statement = statements.short;
    const expected = Math.floor((maxPageBytes - bytes) / Math.max(bytes / count, 1));
    limit = Math.min(pageSize - count, expected, statement.maxRows);
  }
  return rows;
}

/** Expects the rows of the next statements to be as long as those of the first. */
const estimateLength = (body: string, found: FoundRows, limit: number, pageSize: number): number =>
  found.count < limit ? body.length : (body.length / found.count) * pageSize;

const opposite = { ascending: 'descending', descending: 'ascending' } as const;

/** A page without rows. One that became empty in the meantime leads back to the row that led to it. */
function emptyPage(start: PageStart | undefined): Page {
  const empty = { body: '', next: undefined, previous: undefined, isCutShort: false };
  if (start === undefined) return empty;
  return start.towards === 'next'
    ? { ...empty, previous: encodePageToken({ ...start, towards: 'previous', inclusive: true }) }
    : { ...empty, next: encodePageToken({ ...start, towards: 'next', inclusive: true }) };
}

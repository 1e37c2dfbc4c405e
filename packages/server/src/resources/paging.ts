import { invalidParameter, largestPage, type Resource } from '@colloquy/contract';
import type { Dialect } from '../storage/dialect.ts';
import { type Select, select } from '../storage/statement.ts';
import type { Reader } from '../storage/storage.ts';
import { type Columns, integer, optional, type RowOf, text } from '../storage/table.ts';

/** Rows that a page asked for by number alone may skip; a token skips none. */
const largestSkip = 10_000;

/** Where a page begins: after a row, towards older ones or back towards newer ones. */
interface Cursor extends Place {
  readonly towards: 'older' | 'newer';
  /** Whether the row at the place itself belongs to the page. */
  readonly inclusive?: boolean;
}

/** A row's place in the list. */
interface Place {
  readonly date: string;
  readonly sid: string;
}

/** Sorts after every stored date and every SID. */
const newest: Place = { date: '9999-12-31T23:59:59.999Z', sid: '~' };
const oldest: Place = { date: '', sid: '' };

const bounds = {
  date: text(),
  sid: text(),
  limit_date: text(),
  limit: integer(),
  skip: integer(),
};

const page = { body: optional(text()), count: integer(), first: optional(text()), last: optional(text()) };

/** The query of a list: pages of rendered objects by date of creation, newest first, with the SID as tie-break. */
export interface PageQuery<P extends Columns> {
  readonly older: Select<P & typeof bounds, typeof page>;
  readonly newer: Select<P & typeof bounds, typeof page>;
}

/**
 * @param index begins with the columns that `where` fixes, and goes on with date and SID.
 * @param where limits the rows by the parameters.
 */
export function pageQuery<const P extends Columns>(
  name: string,
  parameters: P,
  table: string,
  index: string,
  where: string,
  rendered: (dialect: Dialect) => string,
): PageQuery<P> {
  const rows = (dialect: Dialect, comparison: string, order: 'ASC' | 'DESC') => `
    SELECT ${rendered(dialect)} AS body, date_created || sid AS place FROM ${table}${dialect.through(index)}
    WHERE ${where} AND (date_created, sid) ${comparison}
    ORDER BY date_created ${order}, sid ${order} LIMIT :limit OFFSET :skip`;
  // One bound is the cursor, the other the end of the range of dates.
  const older = '< (:date, :sid) AND date_created >= :limit_date';
  const newer = '> (:date, :sid) AND date_created <= :limit_date';
  const joined = (from: string) =>
    `SELECT string_agg(body, ',') AS body, count(*) AS count, max(place) AS first, min(place) AS last FROM ${from}`;
  const all = { ...parameters, ...bounds };
  return {
    older: select(`${name} older`, all, page, (dialect) =>
      joined(`(${rows(dialect, older, 'DESC')}) AS page`),
    ),
    newer: select(`${name} newer`, all, page, (dialect) =>
      joined(`(SELECT * FROM (${rows(dialect, newer, 'ASC')}) AS found ORDER BY place DESC) AS page`),
    ),
  };
}

/** The paging parameters of a request, decoded. */
export interface PageRequest {
  readonly pageSize?: number;
  readonly page?: number;
  readonly pageToken?: string;
}

/** A page as it was read; undefined tokens where the list ends. */
export interface Page {
  readonly body: string;
  readonly count: number;
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/**
 * Reads one page. Pages are found by the place of their first row, so rows that others add or remove meanwhile
 * neither repeat nor skip a row.
 *
 * @throws ApiError 20001 for a token that we did not make, or a number of page that is too far to count to.
 */
export async function readPage<P extends Columns>(
  reader: Reader,
  query: PageQuery<P>,
  parameters: RowOf<P>,
  dates: { readonly startDate?: Date; readonly endDate?: Date },
  request: PageRequest & { readonly pageSize: number },
): Promise<Page> {
  const cursor = request.pageToken === undefined ? undefined : parseToken(request.pageToken);
  const limit = Math.min(request.pageSize, largestPage);
  const skip = cursor === undefined ? (request.page ?? 0) * limit : 0;
  if (skip > largestSkip) throw invalidParameter('Page');
  const towards = cursor?.towards ?? 'older';
  const place = cursor === undefined ? newest : boundary(cursor);
  const start = dates.startDate?.toISOString() ?? oldest.date;
  const end = dates.endDate?.toISOString() ?? newest.date;
  const ask = (towards: Cursor['towards'], from: Place, size: number, over: number) => {
    const bound =
      towards === 'older'
        ? { ...(from.date > end ? { date: end, sid: newest.sid } : from), limit_date: start }
        : { ...(from.date < start ? { date: start, sid: oldest.sid } : from), limit_date: end };
    // The two sets of columns do not overlap; the compiler cannot tell for any P.
    const all = { ...parameters, ...bound, limit: size, skip: over } as RowOf<P & typeof bounds>;
    return reader.one(query[towards], all);
  };
  const found = await ask(towards, place, limit, skip);
  if (found === undefined || found.first === null || found.last === null) {
    return { body: '', count: 0, ...(cursor === undefined ? nowhere : wayBack(cursor)) };
  }
  const [first, last] = [parsePlace(found.first), parsePlace(found.last)];
  const more =
    towards === 'newer' || (found.count === limit && (await ask('older', last, 1, 0))?.count === 1);
  return {
    body: found.body ?? '',
    count: found.count,
    next: more ? token({ towards: 'older', ...last }) : undefined,
    previous: token({ towards: 'newer', ...first }),
  };
}

const nowhere = { next: undefined, previous: undefined };

/** From a page that has been emptied meanwhile: to where the reader came from, with the row that led here. */
const wayBack = ({ towards, date, sid }: Cursor): Pick<Page, 'next' | 'previous'> =>
  towards === 'older'
    ? { next: undefined, previous: token({ towards: 'newer', date, sid, inclusive: true }) }
    : { next: token({ towards: 'older', date, sid, inclusive: true }), previous: undefined };

/** The place that a page begins right behind: for an inclusive cursor, one that sorts just before its row. */
const boundary = ({ towards, date, sid, inclusive }: Cursor): Place =>
  inclusive ? { date, sid: towards === 'older' ? `${sid}~` : sid.slice(0, -1) } : { date, sid };

const dateLength = newest.date.length;
const parsePlace = (place: string): Place => ({
  date: place.slice(0, dateLength),
  sid: place.slice(dateLength),
});

const token = ({ towards, date, sid, inclusive }: Cursor): string =>
  `${towards === 'older' ? 'PT' : 'PR'}${Buffer.from(date + sid + (inclusive ? '=' : '')).toString('base64url')}`;

const tokenPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)([A-Z]{2}[0-9a-f]{32})(=?)$/;

function parseToken(value: string): Cursor {
  const [, date, sid, sign] = tokenPattern.exec(Buffer.from(value.slice(2), 'base64url').toString()) ?? [];
  if (date === undefined || sid === undefined) throw invalidParameter('PageToken');
  const cursor: Cursor = {
    towards: value.startsWith('PT') ? 'older' : 'newer',
    date,
    sid,
    inclusive: sign === '=',
  };
  // Decoding passes over what is no base64, so the way back tells whether we made it.
  if (token(cursor) !== value) throw invalidParameter('PageToken');
  return cursor;
}

/**
 * The reply of a list operation.
 *
 * @param filters the filters of the request as they shall stand in the URLs.
 */
export function listReply(
  resource: Resource,
  collectionUrl: string,
  filters: readonly (readonly [string, string])[],
  request: PageRequest & { readonly pageSize: number },
  { body, next, previous }: Page,
): string {
  const number = request.page ?? 0;
  const given = filters.map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join('');
  const url = (page: number, pageToken: string | undefined) =>
    `${collectionUrl}?${given}PageSize=${request.pageSize}&Page=${page}${pageToken === undefined ? '' : `&PageToken=${pageToken}`}`;
  const meta = {
    page: number,
    page_size: request.pageSize,
    first_page_url: url(0, undefined),
    previous_page_url: number > 0 && previous !== undefined ? url(number - 1, previous) : null,
    url: url(number, request.pageToken),
    next_page_url: next === undefined ? null : url(number + 1, next),
    key: resource.listKey,
  };
  return `{"meta":${JSON.stringify(meta)},"${resource.listKey}":[${body}]}`;
}

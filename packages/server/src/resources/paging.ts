import { ApiError, invalidParameter, largestPage, type Resource } from '@colloquy/contract';
import type { Dialect } from '../storage/dialect.ts';
import { type Select, select } from '../storage/statement.ts';
import type { Reader } from '../storage/storage.ts';
import { type Columns, integer, optional, type RowOf, text } from '../storage/table.ts';

/** Rows that a page asked for by number alone may skip; a token skips none. */
const largestSkip = 10_000;

/** Where a page begins: after a row, towards older ones or back towards newer ones. */
interface Cursor {
  readonly towards: 'older' | 'newer';
  readonly date: string;
  readonly sid: string;
}

/** Sorts after every stored date and every SID. */
const newest = { date: '9999-12-31T23:59:59.999Z', sid: '~' };
const oldest = { date: '', sid: '' };

const bounds = {
  date: text(),
  sid: text(),
  start_date: text(),
  end_date: text(),
  limit: integer(),
  skip: integer(),
};

const page = { body: optional(text()), count: integer(), first: optional(text()), last: optional(text()) };

/** The query of a list: pages of rendered objects by date of creation, newest first, with the SID as tie-break. */
export interface PageQuery<P extends Columns> {
  readonly older: Select<P & typeof bounds, typeof page>;
  readonly newer: Select<P & typeof bounds, typeof page>;
}

/** @param where limits the rows by the parameters; an index must begin with its columns and go on with date and SID. */
export function pageQuery<const P extends Columns>(
  name: string,
  parameters: P,
  table: string,
  where: string,
  rendered: (dialect: Dialect) => string,
): PageQuery<P> {
  const rows = (dialect: Dialect, comparison: '<' | '>', order: 'ASC' | 'DESC') => `
    SELECT ${rendered(dialect)} AS body, date_created || sid AS place FROM ${table}
    WHERE ${where} AND (date_created, sid) ${comparison} (:date, :sid)
      AND date_created >= :start_date AND date_created <= :end_date
    ORDER BY date_created ${order}, sid ${order} LIMIT :limit OFFSET :skip`;
  const joined = (from: string) =>
    `SELECT string_agg(body, ',') AS body, count(*) AS count, max(place) AS first, min(place) AS last FROM ${from}`;
  const all = { ...parameters, ...bounds };
  return {
    older: select(`${name} older`, all, page, (dialect) => joined(`(${rows(dialect, '<', 'DESC')}) AS page`)),
    newer: select(`${name} newer`, all, page, (dialect) =>
      joined(`(SELECT * FROM (${rows(dialect, '>', 'ASC')}) AS found ORDER BY place DESC) AS page`),
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
  const place = cursor ?? { towards: 'older', ...newest };
  const range = {
    start_date: dates.startDate?.toISOString() ?? oldest.date,
    end_date: dates.endDate?.toISOString() ?? newest.date,
  };
  const ask = (towards: Cursor['towards'], from: { date: string; sid: string }, size: number, over: number) => {
    // The two sets of columns do not overlap; the compiler cannot tell for any P.
    const all = { ...parameters, ...range, date: from.date, sid: from.sid, limit: size, skip: over } as RowOf<
      P & typeof bounds
    >;
    return reader.one(query[towards], all);
  };
  const found = await ask(place.towards, place, limit, skip);
  if (found === undefined || found.first === null || found.last === null) {
    return { body: '', count: 0, next: undefined, previous: undefined };
  }
  const [first, last] = [parsePlace(found.first), parsePlace(found.last)];
  const more = place.towards === 'newer' || (found.count === limit && (await ask('older', last, 1, 0))?.count === 1);
  return {
    body: found.body ?? '',
    count: found.count,
    next: more ? token({ towards: 'older', ...last }) : undefined,
    previous: token({ towards: 'newer', ...first }),
  };
}

const dateLength = newest.date.length;
const parsePlace = (place: string) => ({ date: place.slice(0, dateLength), sid: place.slice(dateLength) });

const token = ({ towards, date, sid }: Cursor): string =>
  `${towards === 'older' ? 'PT' : 'PR'}${Buffer.from(date + sid).toString('base64url')}`;

function parseToken(value: string): Cursor {
  const place = Buffer.from(value.slice(2), 'base64url').toString();
  const towards = value.startsWith('PT') ? 'older' : value.startsWith('PR') ? 'newer' : undefined;
  if (towards === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z[A-Z]{2}[0-9a-f]{32}$/.test(place)) {
    throw new ApiError(20001, 'Invalid value of parameter PageToken');
  }
  return { towards, ...parsePlace(place) };
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

import {
  camelCase,
  defaultPageSize,
  invalidParameter,
  listKeyOf,
  maxPageSize,
  paging,
  type Resource,
} from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import type { Columns, RowOf, SqlValue } from '../../storage/table.ts';
import type { RequestContext } from '../handler.ts';
import type { ReplyContext } from '../presenter.ts';
import type { Direction, Keyset } from './keyset.ts';
import type { PageQuery } from './page-query.ts';
import { encodePageToken, parsePageToken } from './page-token.ts';

/** Rows that a page asked for by number alone may skip; a token skips none. */
const maxSkippedRows = 10_000;

/** The paging parameters of a request, decoded. */
interface ListParameters {
  readonly pageSize?: number;
  readonly page?: number;
  readonly pageToken?: string;
}

/** What a list asks for beside its page. */
interface ListOptions {
  /** Only rows from this value of the order's first column to that one; both belong to it. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Whether the list exists at all; asked when there is nothing on the page. */
  readonly exists?: () => Promise<boolean>;
}

/**
 * The reply of a list operation; undefined when there is no such list. Pages are found by the place of their
 * first row, so rows that others add or remove meanwhile neither repeat nor skip a row.
 *
 * @throws ApiError 20001 for a token that we did not make, or a number of page that is too far to count to.
 */
export async function renderList<P extends Columns>(
  reader: Reader,
  call: RequestContext<ListParameters>,
  resource: Resource,
  query: PageQuery<P>,
  parameters: RowOf<P> & Pick<ReplyContext, 'collection_url'>,
  options: ListOptions = {},
): Promise<string | undefined> {
  const { pageSize = resource.defaultPageSize ?? defaultPageSize } = call.parameters;
  const request = { ...call.parameters, pageSize: Math.min(pageSize, maxPageSize) };
  const page = await readPage(reader, query, parameters, request, options);
  if (page.body === '' && options.exists !== undefined && !(await options.exists())) return undefined;
  return replyOf(resource, parameters.collection_url, request, page);
}

/** All that a page depends on beside the rows themselves. */
export const pageCacheKey = ({ accountSid, chatServiceSid, scopeUrl, parameters }: RequestContext): string =>
  JSON.stringify([accountSid, chatServiceSid, scopeUrl, parameters]);

type Request = ListParameters & { readonly pageSize: number };

/** A page as it was read; undefined tokens where the list ends. */
interface Page {
  readonly body: string;
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/**
 * Reads a page for a reply of another form than {@link renderList}'s.
 *
 * @throws ApiError 20001, as there.
 */
export async function readPage<P extends Columns>(
  reader: Reader,
  query: PageQuery<P>,
  parameters: RowOf<P>,
  request: Request,
  options: ListOptions = {},
): Promise<Page> {
  const { order, direction } = query;
  const { from = order.lowest, to = order.highest } = options;
  const cursor = request.pageToken === undefined ? undefined : parsePageToken(order, request.pageToken);
  const skip = cursor === undefined ? (request.page ?? 0) * request.pageSize : 0;
  if (skip > maxSkippedRows) throw invalidParameter('Page');

  const ask = (walk: Direction, after: Keyset | undefined, limit: number, over: number) => {
    const [start, until] = walk === 'ascending' ? [from, to] : [to, from];
    const outside = after === undefined || (walk === 'ascending' ? after.value < start : after.value > start);
    const place = outside ? order.startOf(start, walk) : after;
    const bounds: Readonly<Record<string, SqlValue>> = {
      after: place.value,
      after_sid: place.sid ?? '',
      until,
      page_limit: limit,
      page_skip: over,
    };
    // The query takes both sets of columns; the compiler cannot join them for any P.
    return reader.one(query[walk], { ...parameters, ...bounds } as RowOf<P & Columns>);
  };

  const walk = cursor?.direction === 'previous' ? opposite[direction] : direction;
  const start = cursor?.inclusive ? order.before(cursor.place, walk) : cursor?.place;
  const found = await ask(walk, start, request.pageSize, skip);
  const [low, high] = [order.parse(found?.lowest ?? ''), order.parse(found?.highest ?? '')];
  if (found === undefined || low === undefined || high === undefined) return emptied(cursor);
  const [first, last] = direction === 'ascending' ? [low, high] : [high, low];
  const more =
    cursor?.direction === 'previous' ||
    (found.count === request.pageSize && (await ask(direction, last, 1, 0))?.count === 1);
  return {
    body: found.body ?? '',
    next: more ? encodePageToken({ direction: 'next', place: last }) : undefined,
    previous: encodePageToken({ direction: 'previous', place: first }),
  };
}

const opposite = { ascending: 'descending', descending: 'ascending' } as const;

/** A page without rows: from one that was emptied meanwhile, the way leads back to the row that led to it. */
function emptied(cursor: ReturnType<typeof parsePageToken> | undefined): Page {
  const nowhere = { body: '', next: undefined, previous: undefined };
  if (cursor === undefined) return nowhere;
  return cursor.direction === 'next'
    ? { ...nowhere, previous: encodePageToken({ ...cursor, direction: 'previous', inclusive: true }) }
    : { ...nowhere, next: encodePageToken({ ...cursor, direction: 'next', inclusive: true }) };
}

function replyOf(
  resource: Resource,
  collectionUrl: string,
  request: Request,
  { body, next, previous }: Page,
): string {
  const number = request.page ?? 0;
  const filters = filtersOf(resource, request);
  const url = (page: number, pageToken: string | undefined) =>
    `${collectionUrl}?${filters}PageSize=${request.pageSize}&Page=${page}${pageToken === undefined ? '' : `&PageToken=${pageToken}`}`;
  const key = listKeyOf(resource);
  const meta = {
    page: number,
    page_size: request.pageSize,
    first_page_url: url(0, undefined),
    previous_page_url: number > 0 && previous !== undefined ? url(number - 1, previous) : null,
    url: url(number, request.pageToken),
    next_page_url: next === undefined ? null : url(number + 1, next),
    key,
  };
  return `{"meta":${JSON.stringify(meta)},"${key}":[${body}]}`;
}

/** The filters of a request as they stand in the URLs of its reply. */
function filtersOf({ operations }: Resource, request: object): string {
  const values = new Map<string, unknown>(Object.entries(request));
  let text = '';
  for (const [name, parameter] of Object.entries(operations.list?.parameters ?? {})) {
    const value = name in paging ? undefined : values.get(camelCase(name));
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value])
      text += `${name}=${encodeURIComponent(parameter.codec.encode(each))}&`;
  }
  return text;
}

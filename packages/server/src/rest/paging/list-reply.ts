import {
  camelCase,
  defaultPageSize,
  listKeyOf,
  maxPageSize,
  paging,
  type Resource,
} from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import type { Columns, RowOf } from '../../storage/table.ts';
import type { ReplyContext } from '../presenter.ts';
import type { RequestContext } from '../request-context.ts';
import { serviceExists, serviceKey } from '../service-scope.ts';
import type { PageQuery } from './page-query.ts';
import { type Page, type PageRange, type PageRequest, readPage } from './read-page.ts';

interface ListOptions extends PageRange {
  /** Whether the list exists; checked when the page is empty. By default, whether the request's service exists. */
  readonly exists?: () => Promise<boolean>;
}

/**
 * The JSON of a list operation's reply; undefined when there is no such list.
 *
 * @throws ApiError 20001, LongReplyError, as {@link readPage}.
 */
export async function renderList<P extends Columns>(
  reader: Reader,
  request: RequestContext<Partial<PageRequest>>,
  resource: Resource,
  query: PageQuery<P>,
  parameters: RowOf<P> & Pick<ReplyContext, 'collection_url'>,
  options: ListOptions = {},
): Promise<string | undefined> {
  const { pageSize = resource.defaultPageSize ?? defaultPageSize } = request.parameters;
  const pageRequest = { ...request.parameters, pageSize: Math.min(pageSize, maxPageSize) };
  const page = await readPage(reader, query, parameters, pageRequest, {
    ...options,
    mayBeLong: request.mayBeLong ?? false,
  });
  const { exists = serviceOfListExists(reader, request) } = options;
  if (page.body === '' && !(await exists())) return undefined;
  return renderPage(resource, parameters.collection_url, pageRequest, page);
}

const serviceOfListExists = (reader: Reader, request: RequestContext) => async (): Promise<boolean> =>
  request.chatServiceSid === '' || (await reader.one(serviceExists, serviceKey(request))) !== undefined;

/** Everything that a page depends on beside the rows themselves. */
export const pageCacheKey = ({ accountSid, chatServiceSid, scopeUrl, parameters }: RequestContext): string =>
  JSON.stringify([accountSid, chatServiceSid, scopeUrl, parameters]);

function renderPage(
  resource: Resource,
  collectionUrl: string,
  request: PageRequest,
  { body, next, previous, isCutShort }: Page,
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
    // On the way back pages can be shorter than on the way there, so that more of them lead to the first object.
    previous_page_url:
      previous !== undefined && (number > 0 || isCutShort) ? url(Math.max(number - 1, 0), previous) : null,
    url: url(number, request.pageToken),
    next_page_url: next === undefined ? null : url(number + 1, next),
    key,
  };
  return `{"meta":${JSON.stringify(meta)},"${key}":[${body}]}`;
}

/** The filters of a request as query parameters, for the URLs of its reply. */
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

import { listKeyOf, type Route } from '@colloquy/contract';
import { decodeObject, parseObject } from './decode.ts';
import { UnexpectedReplyError } from './errors.ts';
import type { CallOptions } from './options.ts';
import { isRecord, type UnknownRecord } from './record.ts';
import { type ApiRequest, readText, type Transport } from './transport.ts';

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Number of the page, from 0. */
  readonly page: number;
  /** Maximum number of items per page, as the server applied it. */
  readonly pageSize: number;
  readonly url: string;
  readonly firstPageUrl: string;
  /** null on the first page. */
  readonly previousPageUrl: string | null;
  /** null on the last page. */
  readonly nextPageUrl: string | null;
  /** Fetches the page at `nextPageUrl`; undefined on the last page. The options of the first call do not apply. */
  nextPage(options?: CallOptions): Promise<Page<Item> | undefined>;
  /** Fetches the page at `previousPageUrl`; undefined on the first page. */
  previousPage(options?: CallOptions): Promise<Page<Item> | undefined>;
}

/** Fetches a page of a list. */
export async function fetchPage(
  route: Route,
  transport: Transport,
  request: ApiRequest,
  options: CallOptions,
): Promise<Page<UnknownRecord>> {
  const reply = await transport.send(request, options, readText);
  const body = parseObject(reply.body);
  const { properties } = route.resource;
  const listKey = listKeyOf(route.resource);
  const { meta, [listKey]: items } = body;
  if (!isRecord(meta) || !Array.isArray(items))
    throw new UnexpectedReplyError(`The reply is not a list of ${listKey}`);
  // Links are followed unchanged, because their content is defined by the server.
  const follow = async (url: string | null, own: CallOptions = {}) =>
    url === null ? undefined : fetchPage(route, transport, { method: 'GET', url, headers: {} }, own);
  const previousPageUrl = parseLink(meta.previous_page_url);
  const nextPageUrl = parseLink(meta.next_page_url);
  return {
    items: items.filter(isRecord).map((item) => decodeObject(properties, item)),
    page: Number(meta.page),
    pageSize: Number(meta.page_size),
    url: String(meta.url),
    firstPageUrl: String(meta.first_page_url),
    previousPageUrl,
    nextPageUrl,
    nextPage: (own) => follow(nextPageUrl, own),
    previousPage: (own) => follow(previousPageUrl, own),
  };
}

const parseLink = (value: unknown): string | null => (typeof value === 'string' ? value : null);

import { maxPageSize, type Route } from '@colloquy/contract';
import { buildRequest } from './build-request.ts';
import type { CallOptions } from './options.ts';
import { fetchPage } from './page.ts';
import type { UnknownRecord } from './record.ts';
import type { Transport } from './transport.ts';

/**
 * The records of a list, over all its pages, each page fetched when its first record is asked for.
 *
 * @param params the list's filters, `pageSize`, and `limit`, the most records in all.
 * @throws RangeError for a limit that is no count.
 */
export async function* streamRecords(
  route: Route,
  transport: Transport,
  path: readonly string[],
  params: UnknownRecord,
  options: CallOptions,
): AsyncGenerator<UnknownRecord, void, undefined> {
  const limit = parseLimit(params);
  if (limit === 0) return;
  const first = buildRequest(route, transport.base, path, { ...params, pageSize: pageSizeOf(params, limit) });
  let count = 0;
  let page = await fetchPage(route, transport, first, options);
  for (;;) {
    for (const item of page.items) {
      yield item;
      if (++count === limit) return;
    }
    const next = await page.nextPage(options);
    if (next === undefined) return;
    page = next;
  }
}

function parseLimit({ limit = Number.POSITIVE_INFINITY }: UnknownRecord): number {
  if (
    typeof limit === 'number' &&
    limit >= 0 &&
    (Number.isInteger(limit) || limit === Number.POSITIVE_INFINITY)
  )
    return limit;
  throw new RangeError('limit must be a whole number from 0');
}

/** Without a wish for the size, a limit is got with as few requests as can be. */
const pageSizeOf = ({ pageSize }: UnknownRecord, limit: number): unknown =>
  pageSize ?? (limit === Number.POSITIVE_INFINITY ? undefined : Math.min(limit, maxPageSize));

import { maxPageSize } from '@colloquy/contract';
import type { CallOptions } from './options.ts';
import type { UnknownRecord } from './record.ts';

/** A page of any list, as far as a walk over all pages needs it. */
export interface RecordPage {
  readonly items: readonly UnknownRecord[];
  nextPage(options?: CallOptions): Promise<RecordPage | undefined>;
}

/**
 * Yields the records of all pages of a list. Each page is fetched when its first record is read.
 *
 * @param params the list's filters, `pageSize`, and `limit`, the maximum number of records in all.
 * @param fetchFirst fetches the first page.
 * @throws RangeError for a limit that is not a count.
 */
export async function* streamRecords(
  params: UnknownRecord,
  options: CallOptions,
  fetchFirst: (params: UnknownRecord) => Promise<RecordPage>,
): AsyncGenerator<UnknownRecord, void, undefined> {
  const limit = parseLimit(params);
  if (limit === 0) return;
  let count = 0;
  let page = await fetchFirst({ ...params, pageSize: pageSizeOf(params, limit) });
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

/** The page size: by default, the one that needs the fewest requests for the limit. */
const pageSizeOf = ({ pageSize }: UnknownRecord, limit: number): unknown =>
  pageSize ?? (limit === Number.POSITIVE_INFINITY ? undefined : Math.min(limit, maxPageSize));

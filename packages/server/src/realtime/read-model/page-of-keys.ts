import type { Item, ItemsPage, ItemsRequest } from './view.ts';

/** A page of a map that has few items. @param items in ascending order of their keys. */
export function pageOfKeys(items: readonly Item[], { descending, limit, from }: ItemsRequest): ItemsPage {
  const ordered = descending ? items.toReversed() : items;
  const start = ordered.findIndex(
    ({ key }) => from === undefined || (descending ? key <= from : key >= from),
  );
  const first = start === -1 ? ordered.length : start;
  return {
    items: ordered.slice(first, first + limit),
    hasPrevious: first > 0,
    hasNext: first + limit < ordered.length,
  };
}

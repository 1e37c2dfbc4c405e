import { coalesceChanges } from './coalesce-changes.ts';
import type { Change, Changes } from './view.ts';

interface MergeOptions {
  /** The number of changes that are merged at a time. */
  readonly limit: number;
  /** Whether items have to be added in the order in which they were. */
  readonly keepsOrder: boolean;
}

/**
 * The first changes of several sources, each of which has its first `limit + 1` changes in the order of their events.
 * Those of one item are coalesced.
 *
 * @param lastEvent the event that the object had when the reading began. A source that was read later can have newer
 * changes. They are left for the next reading: the sources do not agree about them yet, so that a removal could be missed.
 */
export function mergeChanges(
  sources: readonly (readonly Change[])[],
  lastEvent: number,
  { limit, keepsOrder }: MergeOptions,
): Changes {
  const known = sources.flat().filter(({ event }) => event <= lastEvent);
  const all = known.toSorted((one, other) => one.event - other.event);
  if (all.length <= limit) return { changes: coalesceChanges(all, { keepsOrder }), lastEvent, more: false };
  const changes = all.slice(0, limit);
  // A change of the same event as the last one would be skipped by a reader that continues after it.
  const last = changes.at(-1)?.event ?? lastEvent;
  const cut = all[limit]?.event === last ? changes.filter(({ event }) => event < last) : changes;
  return {
    changes: coalesceChanges(cut, { keepsOrder }),
    lastEvent: cut.at(-1)?.event ?? last,
    more: true,
  };
}

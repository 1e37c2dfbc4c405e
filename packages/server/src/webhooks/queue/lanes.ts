import type { Instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import { addLane, type LaneRow, lockLane } from './lane-store.ts';
import { formatOriginKey } from './origin-key.ts';

/** Identifies a lane, with the URL that a new lane takes its origin from. */
export interface LaneKey {
  readonly target: string;
  readonly ordering_key: string;
  readonly url: string;
  readonly accountSid: string;
}

/** A string that is equal for two keys only if they identify the same lane. */
export const formatLaneKey = ({ target, ordering_key }: Pick<LaneKey, 'target' | 'ordering_key'>): string =>
  `${target} ${ordering_key}`;

/**
 * Locks the lanes with these keys, creating missing ones, so that none ends before the transaction does. An existing
 * lane keeps its origin even if the URL differs, since a process may be working on it.
 *
 * @returns the lanes by `formatLaneKey`.
 */
export async function lockLanes(
  transaction: Transaction,
  keys: readonly LaneKey[],
  now: Instant,
): Promise<ReadonlyMap<string, LaneRow>> {
  const lanes = new Map<string, LaneRow>();
  // Sorted, so that two transactions cannot deadlock.
  let missing = [...new Map(keys.map((key) => [formatLaneKey(key), key]))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, key]) => key);
  const lockExisting = async () => {
    const found = await Promise.all(
      missing.map(({ target, ordering_key }) => transaction.lock(lockLane.byKey, { target, ordering_key })),
    );
    for (const lane of found) if (lane !== undefined) lanes.set(formatLaneKey(lane), lane);
    missing = missing.filter((key) => !lanes.has(formatLaneKey(key)));
  };
  // Locks come before writes: another unit of work in the same transaction may have locked one of them.
  await lockExisting();
  while (missing.length > 0) {
    for (const key of missing) transaction.enqueue(addLane, newLaneRow(key, now));
    // A lane that another transaction had inserted first may have ended while this one waited for it.
    await lockExisting();
  }
  return lanes;
}

const newLaneRow = ({ target, ordering_key, url, accountSid }: LaneKey, now: Instant) => ({
  target,
  ordering_key,
  origin: formatOriginKey(accountSid, url),
  due: now,
  attempt: 0,
  leased_until: null,
});

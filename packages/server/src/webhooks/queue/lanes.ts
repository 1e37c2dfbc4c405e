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

/** Chooses the lease of a new lane of an origin: until when this process works on it; null if it does not. */
export type ChooseLease = (origin: string) => Instant | null;

/** Lanes that a transaction has locked. */
interface LockedLanes {
  /** All of them, by `formatLaneKey`. */
  readonly byKey: ReadonlyMap<string, LaneRow>;
  /** Those that are new and have the lease that was chosen for them. */
  readonly leased: readonly LaneRow[];
}

/**
 * Locks the lanes with these keys, creating missing ones, so that none ends before the transaction does. An existing
 * lane keeps its origin even if the URL differs, since a process may be working on it.
 */
export async function lockLanes(
  transaction: Transaction,
  keys: readonly LaneKey[],
  now: Instant,
  chooseLease: ChooseLease = () => null,
): Promise<LockedLanes> {
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
  const added = missing.map((key) => toNewLane(key, now, chooseLease));
  while (missing.length > 0) {
    const keysToAdd = new Set(missing.map(formatLaneKey));
    for (const lane of added) if (keysToAdd.has(formatLaneKey(lane))) transaction.enqueue(addLane, lane);
    // A lane that another transaction had inserted first may have ended while this one waited for it.
    await lockExisting();
  }
  const leased = added.flatMap((lane) => {
    const locked = lanes.get(formatLaneKey(lane));
    // Another transaction may have added the lane meanwhile, without a lease.
    const isOurs = locked !== undefined && locked.leased_until === lane.leased_until;
    return isOurs && lane.leased_until !== null ? [locked] : [];
  });
  return { byKey: lanes, leased };
}

function toNewLane(
  { target, ordering_key, url, accountSid }: LaneKey,
  now: Instant,
  chooseLease: ChooseLease,
) {
  const origin = formatOriginKey(accountSid, url);
  return { target, ordering_key, origin, due: now, attempt: 0, leased_until: chooseLease(origin) };
}

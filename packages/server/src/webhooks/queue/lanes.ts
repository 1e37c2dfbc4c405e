import type { Instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import { addLane, type LaneRow, lockLane } from './store.ts';

/** Names the line that deliveries to a target stand in. */
export interface LaneKey {
  readonly target: string;
  readonly ordering_key: string;
  /** Where the delivery goes that is to stand in it. */
  readonly url: string;
}

/** A text that two lines have only if they are the same. */
export const formatLaneKey = ({ target, ordering_key }: Pick<LaneKey, 'target' | 'ordering_key'>): string =>
  `${target} ${ordering_key}`;

/**
 * The lines with these keys, by name, made where there are none; all are held, so that none ends meanwhile. A line
 * that is there keeps its server, of whose share it takes, though a URL has changed: it may be at work.
 */
export async function lockLanes(
  transaction: Transaction,
  keys: readonly LaneKey[],
  now: Instant,
): Promise<ReadonlyMap<string, LaneRow>> {
  const lanes = new Map<string, LaneRow>();
  // In one order, or two transactions could wait for each other.
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
  // Before anything is written: a companion in the same transaction may have one of them.
  await lockExisting();
  while (missing.length > 0) {
    await Promise.all(missing.map((key) => transaction.insert(addLane, newLaneRow(key, now))));
    // One that was there still may have ended while this waited for it.
    await lockExisting();
  }
  return lanes;
}

const newLaneRow = ({ target, ordering_key, url }: LaneKey, now: Instant) => ({
  target,
  ordering_key,
  origin: new URL(url).origin,
  due: now,
  attempt: 0,
  leased_until: null,
});

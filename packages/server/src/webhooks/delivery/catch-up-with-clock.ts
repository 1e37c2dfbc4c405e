import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Storage } from '../../storage/storage.ts';
import { findLanesAhead, lockLane, setLane } from '../queue/lane-store.ts';

/** Lanes that one transaction changes. */
const batchSize = 200;

/** Servers that synchronize their clocks step back by less, which delays nothing worth a query. */
const toleranceMs = 1000;

/**
 * Returns the function that makes every lane due when the clock has been set back since its last call: the times at
 * which they would be attempted were those of the clock before. Some retries come early by that.
 */
export function createClockCatchUp({
  storage,
  clock,
}: {
  readonly storage: Storage;
  readonly clock: Clock;
}): () => Promise<void> {
  let before = clock.now();
  return async () => {
    const now = clock.now();
    if (now < before - toleranceMs) await makeLanesDue(storage, instant(now));
    // Assigned at the end: what has failed is tried again.
    before = now;
  };
}

async function makeLanesDue(storage: Storage, now: string): Promise<void> {
  for (let after = 0; ; ) {
    const lanes = await storage.read((reader) =>
      reader.all(findLanesAhead, { now, after, limit: batchSize }),
    );
    await storage.background.write(async (transaction) => {
      for (const { target, ordering_key } of lanes) {
        const lane = await transaction.lock(lockLane.byKey, { target, ordering_key });
        if (lane !== undefined && lane.due > now) await transaction.update(setLane, { ...lane, due: now });
      }
    });
    const last = lanes.at(-1);
    if (last === undefined || lanes.length < batchSize) return;
    after = last.id;
  }
}

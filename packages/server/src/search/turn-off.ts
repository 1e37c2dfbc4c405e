import { removeCursor } from '../events/cursor.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { Storage } from '../storage/storage.ts';
import { findSomeActivities, removeActivity } from './activity.ts';
import { removeAllBuilds } from './build-store.ts';
import { findSomeDocuments, maxRemovedPerBatch, removeCostMs, removeDocument } from './documents.ts';
import { consumerName } from './search-consumer.ts';

/**
 * Forgets how far the index is: without its cursor, the event log keeps no events for it. When search is turned on
 * again, each account's index is built again.
 */
export const turnSearchOff = (storage: Storage): Promise<void> =>
  storage.write(async (transaction) => {
    await transaction.remove(removeCursor, { consumer: consumerName });
    await transaction.deleteWhere(removeAllBuilds);
  });

interface RemovalDeps {
  readonly storage: Storage;
  /** Resolves when background work of this cost may begin. */
  readonly acquire: (costMs: number) => Promise<void>;
}

/**
 * Creates the periodic job that removes the index while search is off: nothing would remove the words of what is deleted
 * meanwhile.
 */
export const removeIndex =
  ({ storage, acquire }: RemovalDeps): PeriodicJob =>
  async () => {
    const limit = maxRemovedPerBatch;
    const [documents, activities] = await storage.read((reader) =>
      Promise.all([reader.all(findSomeDocuments, { limit }), reader.all(findSomeActivities, { limit })]),
    );
    const count = documents.length + activities.length;
    if (count === 0) return false;
    await acquire(count * removeCostMs);
    await storage.background.write((transaction) =>
      Promise.all([
        ...documents.map((key) => transaction.remove(removeDocument, key)),
        ...activities.map((key) => transaction.remove(removeActivity, key)),
      ]),
    );
    return true;
  };

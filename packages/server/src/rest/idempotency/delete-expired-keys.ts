import type { PeriodicJob } from '../../jobs/periodic-job.ts';
import { instant } from '../../platform/instant.ts';
import { type IdempotencyDeps, keyTtlMs } from './idempotency.ts';
import { deleteKey, findExpiredKeys } from './store.ts';

/** Keys that one transaction forgets. */
const batchSize = 500;

/** Creates the periodic job that deletes expired keys together with their stored results. */
export const deleteExpiredKeys =
  ({ storage, clock }: IdempotencyDeps): PeriodicJob =>
  async () => {
    const before = instant(clock.now() - keyTtlMs);
    const rows = await storage.read((reader) => reader.all(findExpiredKeys, { before, limit: batchSize }));
    if (rows.length > 0) {
      await storage.write(async (transaction) => {
        await Promise.all(rows.map((row) => transaction.remove(deleteKey, row)));
      });
    }
    return rows.length === batchSize;
  };

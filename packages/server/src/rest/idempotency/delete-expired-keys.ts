import { instant } from '../../platform/instant.ts';
import { type IdempotencyDeps, keyTtlMs } from './idempotency.ts';
import { deleteKey, findExpiredKeys } from './store.ts';

/** Bounds the keys that one transaction deletes. */
const batchSize = 500;

/** Deletes expired keys with their stored results; resolves with whether there may be more. */
export const deleteExpiredKeys =
  ({ storage, clock }: IdempotencyDeps) =>
  async (): Promise<boolean> => {
    const before = instant(clock.now() - keyTtlMs);
    const rows = await storage.read((reader) => reader.all(findExpiredKeys, { before, limit: batchSize }));
    if (rows.length > 0) {
      await storage.write(async (transaction) => {
        await Promise.all(rows.map((row) => transaction.remove(deleteKey, row)));
      });
    }
    return rows.length === batchSize;
  };

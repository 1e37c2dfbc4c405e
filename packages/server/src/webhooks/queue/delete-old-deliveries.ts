import type { PeriodicJob } from '../../jobs/periodic-job.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { selectAllSkippingLocked } from '../../storage/locking-select.ts';
import { remove, select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { attemptTable, removeDelivery } from './store.ts';

/** Deliveries that one transaction forgets. */
const batchSize = 200;

const oldDeliveries = {
  parameters: { before: text(), limit: integer() },
  row: { sid: text(), attempts: integer() },
  sql: `SELECT sid, attempts FROM webhook_delivery
    WHERE state <> 'pending' AND date_updated < :before ORDER BY date_updated LIMIT :limit`,
};
const findOldDeliveries = select(
  'webhook_delivery.done',
  oldDeliveries.parameters,
  oldDeliveries.row,
  () => oldDeliveries.sql,
);
// One that is being sent again just now is left alone.
const lockOldDeliveries = selectAllSkippingLocked(
  'webhook_delivery.lock done',
  oldDeliveries.parameters,
  oldDeliveries.row,
  () => oldDeliveries.sql,
);

const removeAttempt = remove(attemptTable);

interface DeleteOldDeliveriesOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly retentionMs: number;
}

/** Makes the chore that removes what has been done with for some time, and its attempts. */
export const deleteOldDeliveries =
  ({ storage, clock, retentionMs }: DeleteOldDeliveriesOptions): PeriodicJob =>
  async () => {
    const before = instant(clock.now() - retentionMs);
    // Asked first without holding anything: most of the time there is nothing.
    const first = await storage.read((reader) => reader.one(findOldDeliveries, { before, limit: 1 }));
    if (first === undefined) return false;
    return storage.background.write(async (transaction) => {
      const rows = await transaction.lockAll(lockOldDeliveries, { before, limit: batchSize });
      await Promise.all(
        rows.flatMap(({ sid, attempts }) => [
          transaction.remove(removeDelivery, { sid }),
          ...Array.from({ length: attempts }, (_, n) =>
            transaction.remove(removeAttempt, { delivery_sid: sid, number: n + 1 }),
          ),
        ]),
      );
      return rows.length === batchSize;
    });
  };

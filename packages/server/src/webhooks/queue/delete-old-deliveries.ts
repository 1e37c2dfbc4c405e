import type { PeriodicJob } from '../../jobs/periodic-job.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { selectAllSkippingLocked } from '../../storage/locking-select.ts';
import { select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { removeAttempt } from './attempt-store.ts';
import { removeDelivery } from './delivery-store.ts';

/** Deliveries that one transaction deletes. */
const batchSize = 200;

const oldDeliveries = {
  parameters: { before: text(), limit: integer() },
  row: { sid: text(), attempts: integer() },
  sql: `SELECT sid, attempts FROM webhook_delivery
    WHERE state <> 'pending' AND date_updated < :before ORDER BY date_updated LIMIT :limit`,
};
const findOldDeliveries = select(
  'webhook_delivery.finished',
  oldDeliveries.parameters,
  oldDeliveries.row,
  () => oldDeliveries.sql,
);
// Skips a delivery that another transaction is replaying.
const lockOldDeliveries = selectAllSkippingLocked(
  'webhook_delivery.lock finished',
  oldDeliveries.parameters,
  oldDeliveries.row,
  () => oldDeliveries.sql,
);

interface DeleteOldDeliveriesOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly retentionMs: number;
}

/** Creates the periodic job that deletes finished deliveries and their attempts after the retention time. */
export const createDeleteOldDeliveries =
  ({ storage, clock, retentionMs }: DeleteOldDeliveriesOptions): PeriodicJob =>
  async () => {
    const before = instant(clock.now() - retentionMs);
    // A read first, since usually nothing is old enough and a write would lock.
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

import type { PeriodicJob } from '../../jobs/periodic-job.ts';
import { isRecordHeldSql } from '../../legal-holds/store.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { selectAllSkippingLocked } from '../../storage/locking-select.ts';
import { select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { removeAttempt } from './attempt-store.ts';
import { removeDelivery } from './delivery-store.ts';

/** Deliveries that one transaction looks at. */
const batchSize = 200;

/** How often it looks again at those that legal holds keep. */
const restartMs = 3_600_000;

const oldDeliveries = {
  parameters: { after_date: text(), after_id: integer(), before: text(), limit: integer() },
  row: { id: integer(), sid: text(), attempts: integer(), date_updated: text(), held: integer() },
  sql: `SELECT id, sid, attempts, date_updated,
      CASE WHEN ${isRecordHeldSql('webhook_delivery')} THEN 1 ELSE 0 END AS held
    FROM webhook_delivery
    WHERE state <> 'pending' AND date_updated < :before AND (date_updated, id) > (:after_date, :after_id)
    ORDER BY date_updated, id LIMIT :limit`,
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

/**
 * Creates the periodic job that deletes finished deliveries and their attempts after the retention time, except those that
 * a legal hold covers.
 */
export function createDeleteOldDeliveries({
  storage,
  clock,
  retentionMs,
}: DeleteOldDeliveriesOptions): PeriodicJob {
  const start = { after_date: '', after_id: 0 };
  // The last delivery that is held: without it, each run would look at all of those again.
  let position = start;
  let restartAt = 0;
  return async () => {
    const now = clock.now();
    if (now >= restartAt) {
      position = start;
      restartAt = now + restartMs;
    }
    const before = instant(now - retentionMs);
    // A read first, since usually nothing is old enough and a write would lock.
    const first = await storage.read((reader) =>
      reader.one(findOldDeliveries, { ...position, before, limit: 1 }),
    );
    if (first === undefined) return false;
    const rows = await storage.background.write(async (transaction) => {
      const found = await transaction.lockAll(lockOldDeliveries, { ...position, before, limit: batchSize });
      await Promise.all(
        found
          .filter(({ held }) => held === 0)
          .flatMap(({ sid, attempts }) => [
            transaction.remove(removeDelivery, { sid }),
            ...Array.from({ length: attempts }, (_, n) =>
              transaction.remove(removeAttempt, { delivery_sid: sid, number: n + 1 }),
            ),
          ]),
      );
      return found;
    });
    const kept = rows.findLast(({ held }) => held === 1);
    if (kept !== undefined) position = { after_date: kept.date_updated, after_id: kept.id };
    return rows.length === batchSize;
  };
}

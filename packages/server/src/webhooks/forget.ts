import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Chore } from '../resources/chore.ts';
import { remove, select } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { integer, text } from '../storage/table.ts';
import { attemptTable, removeDelivery } from './store.ts';

/** Deliveries that one transaction forgets. */
const batch = 200;

const done = {
  parameters: { before: text(), limit: integer() },
  row: { sid: text(), attempts: integer() },
  sql: `SELECT sid, attempts FROM webhook_delivery
    WHERE state <> 'pending' AND date_updated < :before ORDER BY date_updated LIMIT :limit`,
};
const findDone = select('webhook_delivery.done', done.parameters, done.row, () => done.sql);
// One that is being sent again just now is left alone.
const holdDone = select(
  'webhook_delivery.hold done',
  done.parameters,
  done.row,
  ({ skipLocked }) => done.sql + skipLocked,
);

const removeAttempt = remove(attemptTable);

interface ForgetOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly retention: number;
}

/** Makes the chore that removes what has been done with for some time, and its attempts. */
export const forgetDeliveries =
  ({ storage, clock, retention }: ForgetOptions): Chore =>
  async () => {
    const before = instant(clock.now() - retention);
    // Asked first without holding anything: most of the time there is nothing.
    const first = await storage.read((reader) => reader.one(findDone, { before, limit: 1 }));
    if (first === undefined) return false;
    return storage.background.write(async (transaction) => {
      const rows = await transaction.all(holdDone, { before, limit: batch });
      await Promise.all(
        rows.flatMap(({ sid, attempts }) => [
          transaction.remove(removeDelivery, { sid }),
          ...Array.from({ length: attempts }, (_, n) =>
            transaction.remove(removeAttempt, { delivery_sid: sid, number: n + 1 }),
          ),
        ]),
      );
      return rows.length === batch;
    });
  };

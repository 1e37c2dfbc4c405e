import { select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { integer } from '../../storage/table.ts';

const countPendingRows = select(
  'webhook_delivery.pending',
  {},
  { count: integer() },
  // The limit bounds the cost of a scrape of the metrics.
  ({ indexHint }) => `SELECT count(*) AS count FROM
    (SELECT 1 AS one FROM webhook_delivery${indexHint('webhook_delivery_lane')} WHERE state = 'pending' LIMIT 100000) AS pending`,
);

/** Counts the pending deliveries of all accounts, up to 100,000. */
export async function countBacklog(storage: Storage): Promise<number> {
  const found = await storage.read((reader) => reader.one(countPendingRows, {}));
  return found?.count ?? 0;
}

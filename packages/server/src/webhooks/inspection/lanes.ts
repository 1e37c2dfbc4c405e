import { columnNames, select } from '../../storage/statement.ts';
import { integer } from '../../storage/table.ts';
import { deliverySummary } from '../queue/delivery-store.ts';

/** The first pending delivery of a lane, without its parameters. */
export const findFirstPendingSummary = select(
  'webhook_delivery.first of lane, summary',
  { lane_id: integer() },
  deliverySummary.columns,
  ({ indexHint }) => `SELECT ${columnNames(deliverySummary)}
    FROM webhook_delivery${indexHint('webhook_delivery_lane')}
    WHERE lane_id = :lane_id AND state = 'pending' ORDER BY id LIMIT 1`,
);

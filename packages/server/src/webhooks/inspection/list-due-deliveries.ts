import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { originRange } from '../queue/origin-key.ts';
import { findFirstPendingSummary } from './lanes.ts';

/** Origins of an account that one list looks at. */
const maxOrigins = 100;

const findNextLanes = select(
  'webhook_lane.next of account',
  { origin_from: text(), origin_to: text(), max_origins: integer(), limit: integer() },
  { id: integer(), due: text(), attempt: integer() },
  // One step along the index for each origin, and one for each of its first lanes, however many lanes there are.
  () => `WITH RECURSIVE each_origin (origin, number) AS (
      SELECT min(origin), 1 FROM webhook_lane WHERE origin >= :origin_from AND origin < :origin_to
      UNION ALL
      SELECT (SELECT min(origin) FROM webhook_lane WHERE origin > each_origin.origin AND origin < :origin_to),
        number + 1
        FROM each_origin WHERE each_origin.origin IS NOT NULL AND number < :max_origins)
    SELECT webhook_lane.id, due, attempt FROM each_origin JOIN webhook_lane ON webhook_lane.id IN (
      SELECT first_lane.id FROM webhook_lane AS first_lane WHERE first_lane.origin = each_origin.origin
      ORDER BY first_lane.due LIMIT :limit)
    ORDER BY due, webhook_lane.id LIMIT :limit`,
);

/** Lists the deliveries of an account that are attempted next: of each lane, the first one. */
export async function listDueDeliveries(reader: Reader, accountSid: string, limit: number) {
  const range = originRange(accountSid);
  const lanes = await reader.all(findNextLanes, { ...range, max_origins: maxOrigins, limit });
  const found = await Promise.all(
    lanes.map(async ({ id, due, attempt }) => {
      const delivery = await reader.one(findFirstPendingSummary, { lane_id: id });
      return delivery === undefined ? [] : [{ delivery, due, attempt }];
    }),
  );
  return found.flat().map(({ delivery, due, attempt }) => ({
    kind: 'delivery',
    date_due: due,
    sid: delivery.sid,
    action: delivery.event_name,
    chat_service_sid: delivery.service_sid,
    conversation_sid: delivery.conversation_sid,
    target: delivery.target,
    attempt_count: attempt,
  }));
}

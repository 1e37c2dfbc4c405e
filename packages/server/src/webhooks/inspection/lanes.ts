import { invalidParameter } from '@colloquy/contract';
import { columnNames, select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';
import { deliverySummary } from '../queue/delivery-store.ts';
import { originRange } from '../queue/origin-key.ts';
import { findLastAttempt, type LastAttempt } from './last-attempt.ts';

/** The first pending delivery of a lane, without its parameters. */
export const findFirstPendingSummary = select(
  'webhook_delivery.first of lane, summary',
  { lane_id: integer() },
  deliverySummary.columns,
  ({ indexHint }) => `SELECT ${columnNames(deliverySummary)}
    FROM webhook_delivery${indexHint('webhook_delivery_lane')}
    WHERE lane_id = :lane_id AND state = 'pending' ORDER BY id LIMIT 1`,
);

/** Bounds the cost of a count; more deliveries of one lane would say nothing else. */
const maxCounted = 100;

const countWaiting = select(
  'webhook_delivery.count of lane',
  { lane_id: integer(), limit: integer() },
  { count: integer() },
  ({ indexHint }) => `SELECT count(*) AS count FROM (SELECT 1 AS one
    FROM webhook_delivery${indexHint('webhook_delivery_lane')}
    WHERE lane_id = :lane_id AND state = 'pending' LIMIT :limit) AS pending`,
);

const laneColumns = {
  id: integer(),
  target: text(),
  ordering_key: text(),
  origin: text(),
  due: text(),
  attempt: integer(),
  leased_until: optional(text()),
};

type LaneRow = RowOf<typeof laneColumns>;

const pageOfLanes = select(
  'webhook_lane.page',
  {
    origin_from: text(),
    origin_to: text(),
    after_origin: text(),
    after_due: text(),
    after_id: integer(),
    limit: integer(),
  },
  laneColumns,
  ({ indexHint }) => `SELECT ${Object.keys(laneColumns).join(', ')}
    FROM webhook_lane${indexHint('webhook_lane_due')}
    WHERE origin >= :origin_from AND origin < :origin_to
      AND (origin, due, id) > (:after_origin, :after_due, :after_id)
    ORDER BY origin, due, id LIMIT :limit`,
);

/** A lane with what explains why it waits. */
export interface InspectedLane {
  readonly lane: LaneRow;
  /** The delivery that is attempted next; undefined for a lane that is just ending. */
  readonly delivery: RowOf<typeof deliverySummary.columns> | undefined;
  /** Number of its deliveries that wait, the first one included, up to 100. */
  readonly waiting: number;
  /** The last attempt of the first delivery. */
  readonly lastAttempt: LastAttempt | undefined;
}

/** The place of a lane in the list: the lanes of a server together, those that are due first at the beginning. */
type LanePosition = Pick<LaneRow, 'origin' | 'due' | 'id'>;

/** Lists a page of an account's lanes, after a position. */
export async function listLanes(
  reader: Reader,
  accountSid: string,
  after: LanePosition | undefined,
  limit: number,
): Promise<{ readonly lanes: readonly InspectedLane[]; readonly next: string | undefined }> {
  const found = await reader.all(pageOfLanes, {
    ...originRange(accountSid),
    after_origin: after?.origin ?? '',
    after_due: after?.due ?? '',
    after_id: after?.id ?? 0,
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const lanes = await Promise.all(page.map((lane) => inspectLane(reader, lane)));
  return { lanes, next: last && encodeLanePosition(last) };
}

async function inspectLane(reader: Reader, lane: LaneRow): Promise<InspectedLane> {
  const [delivery, counted] = await Promise.all([
    reader.one(findFirstPendingSummary, { lane_id: lane.id }),
    reader.one(countWaiting, { lane_id: lane.id, limit: maxCounted }),
  ]);
  const lastAttempt = delivery && (await reader.one(findLastAttempt, { delivery_sid: delivery.sid }));
  return { lane, delivery, waiting: counted?.count ?? 0, lastAttempt };
}

const encodeLanePosition = ({ origin, due, id }: LanePosition): string =>
  Buffer.from(`${due} ${id} ${origin}`).toString('base64url');

/** @throws ApiError 20001 for a text that is not the token of a page URL. */
export function parseLanePosition(token: string): LanePosition {
  const [, due, id, origin] =
    /^(\S{24}) (\d{1,15}) ([^\0]+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (due === undefined || origin === undefined)
    throw invalidParameter('PageToken', token, 'the token of a page URL of this list');
  return { origin, due, id: Number(id) };
}

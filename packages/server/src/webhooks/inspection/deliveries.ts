import type { DeliveryState } from '@colloquy/contract';
import { columnNames, select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { type AttemptRow, attemptTable } from '../queue/attempt-store.ts';
import {
  type DeliveryRow,
  type DeliverySummary,
  deliverySummary,
  deliveryTable,
} from '../queue/delivery-store.ts';

/** Filters for the deliveries of an account; all are optional. */
export interface DeliveryFilters {
  readonly state?: DeliveryState | undefined;
  readonly eventName?: string | undefined;
  readonly conversationSid?: string | undefined;
  readonly serviceSid?: string | undefined;
  readonly target?: string | undefined;
}

interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[];
  /** Where the next page begins; undefined at the end of the list. */
  readonly next: number | undefined;
}

/**
 * Maximum number of deliveries that one page scans: of the filters only the state has an index, and a filter that few
 * deliveries pass must not keep the server busy.
 */
const scanLimit = 5000;

const bounds = { account_sid: text(), state: text(), from: integer() };

type Direction = 'newest first' | 'oldest first';

function queries(direction: Direction, withState: boolean) {
  const [comparison, order] = direction === 'newest first' ? ['<', 'DESC'] : ['>', 'ASC'];
  const index = withState ? 'webhook_delivery_state' : 'webhook_delivery_newest_first';
  const where = `account_sid = :account_sid${withState ? ' AND state = :state' : ''} AND id ${comparison} :from`;
  const name = `webhook_delivery.${direction}${withState ? ' in state' : ''}`;
  return {
    /** The last delivery that a page may scan. */
    scanEnd: select(
      `${name}, scan end`,
      { ...bounds, skip: integer() },
      { id: integer() },
      ({ indexHint }) => `SELECT id FROM webhook_delivery${indexHint(index)}
        WHERE ${where} ORDER BY id ${order} LIMIT 1 OFFSET :skip`,
    ),
    page: select(
      name,
      {
        ...bounds,
        scan_end: integer(),
        event_name: text(),
        conversation_sid: text(),
        service_sid: text(),
        target: text(),
        limit: integer(),
      },
      { id: integer(), ...deliverySummary.columns },
      ({ indexHint }) => `SELECT id, ${columnNames(deliverySummary)} FROM webhook_delivery${indexHint(index)}
        WHERE ${where} AND NOT id ${comparison} :scan_end
          AND (:event_name = '' OR event_name = :event_name)
          AND (:conversation_sid = '' OR conversation_sid = :conversation_sid)
          AND (:service_sid = '' OR service_sid = :service_sid)
          AND (:target = '' OR target = :target)
        ORDER BY id ${order} LIMIT :limit`,
    ),
  };
}

const statements = {
  'newest first': { all: queries('newest first', false), inState: queries('newest first', true) },
  'oldest first': { all: queries('oldest first', false), inState: queries('oldest first', true) },
} as const;

const outerBounds = {
  'newest first': [Number.MAX_SAFE_INTEGER, 0],
  'oldest first': [0, Number.MAX_SAFE_INTEGER],
} as const;

/** Lists a page of an account's deliveries. With filters a page can be short or empty and still have a next one. */
export async function listDeliveries(
  reader: Reader,
  account_sid: string,
  filters: DeliveryFilters,
  { direction, from, limit }: { direction: Direction; from: number | undefined; limit: number },
): Promise<DeliveryPage> {
  const { state = '', eventName = '', conversationSid = '', serviceSid = '', target = '' } = filters;
  const [start, end] = outerBounds[direction];
  const { scanEnd: findScanEnd, page } = statements[direction][state === '' ? 'all' : 'inState'];
  const range = { account_sid, state, from: from ?? start };
  const scanEnd = await reader.one(findScanEnd, { ...range, skip: scanLimit - 1 });
  const rows = await reader.all(page, {
    ...range,
    scan_end: scanEnd?.id ?? end,
    event_name: eventName,
    conversation_sid: conversationSid,
    service_sid: serviceSid,
    target,
    limit: limit + 1,
  });
  const deliveries = rows.slice(0, limit);
  return { deliveries, next: rows.length > limit ? deliveries.at(-1)?.id : scanEnd?.id };
}

const ofAccount = { account_sid: text(), sid: text() };

export const findDelivery = select(
  'webhook_delivery.find',
  ofAccount,
  deliverySummary.columns,
  () => `SELECT ${columnNames(deliverySummary)} FROM webhook_delivery
    WHERE sid = :sid AND account_sid = :account_sid`,
);

const findDeliveryDetails = select(
  'webhook_delivery.find with parameters',
  ofAccount,
  deliveryTable.columns,
  () => `SELECT ${columnNames(deliveryTable)} FROM webhook_delivery
    WHERE sid = :sid AND account_sid = :account_sid`,
);

const findAttempts = select(
  'webhook_attempt.of delivery',
  { delivery_sid: text() },
  attemptTable.columns,
  () => `SELECT ${columnNames(attemptTable)} FROM webhook_attempt
    WHERE delivery_sid = :delivery_sid ORDER BY number`,
);

/** Loads a delivery and its attempts in order; undefined if the account has no delivery with that SID. */
export async function fetchDelivery(
  reader: Reader,
  account_sid: string,
  sid: string,
): Promise<{ readonly delivery: DeliveryRow; readonly attempts: readonly AttemptRow[] } | undefined> {
  const delivery = await reader.one(findDeliveryDetails, { account_sid, sid });
  if (delivery === undefined) return undefined;
  return { delivery, attempts: await reader.all(findAttempts, { delivery_sid: sid }) };
}

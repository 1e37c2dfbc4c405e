import { ApiError } from '@colloquy/contract';
import type { Clock } from '../platform/clock.ts';
import { type Instant, instant } from '../platform/instant.ts';
import { columnNames, select, update } from '../storage/statement.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { optional, text } from '../storage/table.ts';
import { type DeliveryFilters, readDeliveries } from './deliveries.ts';
import { lineOf, streamOfRepeats } from './enqueue.ts';
import { type DeliveryRow, deliveryTable, setLane } from './store.ts';

export interface ReplayTools {
  readonly storage: Storage;
  readonly clock: Clock;
}

const lockDelivery = select(
  'webhook_delivery.lock',
  { account_sid: text(), sid: text() },
  deliveryTable.columns,
  ({ forUpdate }) => `SELECT ${columnNames(deliveryTable)} FROM webhook_delivery
    WHERE sid = :sid AND account_sid = :account_sid${forUpdate}`,
);

const putBack = update(deliveryTable, ['lane_id', 'url', 'method', 'state', 'date_updated']);

/** Where a target is now: of the account, the service, or the conversation. */
const findPlace = select(
  'webhook.place',
  { target: text(), service_sid: text() },
  { url: optional(text()), method: optional(text()) },
  () => `SELECT post_webhook_url AS url, method FROM configuration_webhook WHERE account_sid = :target
    UNION ALL SELECT post_webhook_url, method FROM webhook_configuration
      WHERE service_id = (SELECT id FROM service WHERE sid = :target)
    UNION ALL SELECT configuration_url, configuration_method FROM scoped_webhook
      WHERE service_id = (SELECT id FROM service WHERE sid = :service_sid) AND sid = :target`,
);

/**
 * Sends a delivery once more, to where its target is now; one that waits anyway stays as it is.
 *
 * @param url where to instead.
 * @returns undefined when the account has no such delivery.
 * @throws ApiError 20001 when there is no URL to send it to.
 */
export const replay = (
  { storage, clock }: ReplayTools,
  account_sid: string,
  sid: string,
  url?: string,
): Promise<DeliveryRow | undefined> =>
  storage.write(async (transaction) => {
    const again = await putInLine(transaction, { account_sid, sid }, instant(clock.now()), url);
    if (again === 'nowhere') throw new ApiError(20001, 'There is no URL to send it to: give one as Url');
    return again;
  });

/** Deliveries that one transaction puts back, and that one request does. */
const [batch, mostAtOnce] = [100, 500];

/** Sends the deliveries that pass once more, in the order of their making. */
export async function replayMany(
  { storage, clock }: ReplayTools,
  account_sid: string,
  filters: DeliveryFilters,
  from: number | undefined,
): Promise<{ readonly replayed: number; readonly next: number | undefined }> {
  let [replayed, next] = [0, from];
  for (let looked = 0; looked < mostAtOnce; looked += batch) {
    const page = await storage.read((reader) =>
      readDeliveries(reader, account_sid, filters, { direction: 'oldest first', from: next, limit: batch }),
    );
    replayed += await storage.write(async (transaction) => {
      let count = 0;
      for (const { sid } of page.deliveries) {
        const again = await putInLine(transaction, { account_sid, sid }, instant(clock.now()));
        if (again !== undefined && again !== 'nowhere') count++;
      }
      return count;
    });
    next = page.next;
    if (next === undefined) break;
  }
  return { replayed, next };
}

async function putInLine(
  transaction: Transaction,
  key: Pick<DeliveryRow, 'account_sid' | 'sid'>,
  now: Instant,
  givenUrl?: string,
): Promise<DeliveryRow | 'nowhere' | undefined> {
  const delivery = await transaction.lock(lockDelivery, key, ({ sid }) => `delivery ${sid}`);
  if (delivery === undefined || delivery.state === 'pending') return delivery;
  const { target, service_sid, conversation_sid } = delivery;
  const place = await transaction.one(findPlace, { target, service_sid });
  const url = givenUrl ?? (place?.url || delivery.url);
  if (url === '') return 'nowhere';
  const stream = streamOfRepeats(conversation_sid ?? service_sid);
  const line = await lineOf(transaction, { target, stream }, url, now);
  // It is first, being older than what waits, and begins anew; but a line that is being worked at goes on by itself.
  if (line.claimed_until === null) await transaction.update(setLane, { ...line, due: now, attempt: 0 });
  const again = {
    ...delivery,
    lane_id: line.id,
    url,
    method: (givenUrl === undefined && place?.method) || delivery.method,
    state: 'pending',
    date_updated: now,
  };
  await transaction.update(putBack, again);
  return again;
}

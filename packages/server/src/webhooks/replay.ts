import { ApiError } from '@colloquy/contract';
import type { Clock } from '../platform/clock.ts';
import { type Instant, instant } from '../platform/instant.ts';
import { columnNames, select, update } from '../storage/statement.ts';
import type { Reader, Transaction, Units } from '../storage/storage.ts';
import { optional, text } from '../storage/table.ts';
import { type DeliveryFilters, findDelivery, readDeliveries } from './deliveries.ts';
import { streamOfRepeats } from './enqueue.ts';
import { type LineKey, linesOf, nameOf } from './line.ts';
import { type DeliveryRow, deliveryTable, findFirst, removeLane, setLane } from './store.ts';

export interface ReplayTools {
  readonly storage: Units;
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
    const delivery = await transaction.one(findDelivery, { account_sid, sid });
    if (delivery === undefined || delivery.state === 'pending') return delivery;
    if (delivery.state === 'asked')
      throw new ApiError(20001, 'It was asked before a change, and is not asked again', 400);
    const [repeat] = await repeatOf(transaction, delivery, url);
    if (repeat === undefined) throw new ApiError(20001, 'There is no URL to send it to: give one as Url');
    const [again] = await putInLine(transaction, [repeat], instant(clock.now()));
    // Another replay has been faster.
    return again ?? transaction.one(findDelivery, { account_sid, sid });
  });

/** Deliveries that one transaction puts back, and that one request does. */
const [batch, mostAtOnce] = [100, 500];

/** Sends the deliveries that pass once more, in the order of their making; those that wait anyway do not count. */
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
    const done = page.deliveries.filter(({ state }) => state !== 'pending' && state !== 'asked');
    replayed += await storage.write(async (transaction) => {
      const repeats = await Promise.all(done.map((delivery) => repeatOf(transaction, delivery)));
      return (await putInLine(transaction, repeats.flat(), instant(clock.now()))).length;
    });
    next = page.next;
    if (next === undefined) break;
  }
  return { replayed, next };
}

/** A delivery that is to be sent once more: where to, and the line for it. */
interface Repeat {
  readonly delivery: DeliveryRow;
  readonly method: string;
  readonly line: LineKey;
}

/** None when there is no URL to send it to. */
async function repeatOf(reader: Reader, delivery: DeliveryRow, givenUrl?: string): Promise<Repeat[]> {
  const { target, service_sid, conversation_sid } = delivery;
  const place = await reader.one(findPlace, { target, service_sid });
  const url = givenUrl ?? (place?.url || delivery.url);
  const method = (givenUrl === undefined && place?.method) || delivery.method;
  const stream = streamOfRepeats(conversation_sid ?? service_sid);
  return url === '' ? [] : [{ delivery, method, line: { target, stream, url } }];
}

/**
 * Answers what it has put back. Lines are held before deliveries, and all of them in one order: so do those who record
 * attempts and other replays, and none waits for another that waits for it.
 */
async function putInLine(
  transaction: Transaction,
  repeats: readonly Repeat[],
  now: Instant,
): Promise<DeliveryRow[]> {
  const keys = repeats.map(({ line }) => line);
  const lines = await linesOf(transaction, keys, now);
  const held = await Promise.all(
    repeats.map(async ({ delivery: { account_sid, sid }, method, line: key }) => {
      const found = await transaction.lock(
        lockDelivery,
        { account_sid, sid },
        (row) => `delivery ${row.sid}`,
      );
      const line = lines.get(nameOf(key));
      // It has been put back meanwhile, or forgotten.
      if (found === undefined || found.state === 'pending' || line === undefined) return [];
      return [{ ...found, lane_id: line.id, url: key.url, method, state: 'pending', date_updated: now }];
    }),
  );
  const again = held.flat();
  await Promise.all(again.map((delivery) => transaction.update(putBack, delivery)));
  for (const line of lines.values()) {
    const first = await transaction.one(findFirst, { lane_id: line.id });
    if (first === undefined) await transaction.remove(removeLane, line);
    // What is put back is first, being older than what waits, and begins anew; but a line that is being worked at goes
    // on by itself.
    else if (line.claimed_until === null && again.some(({ lane_id }) => lane_id === line.id))
      await transaction.update(setLane, { ...line, due: now, attempt: 0 });
  }
  return again;
}

import { ApiError } from '@colloquy/contract';
import type { Clock } from '../../platform/clock.ts';
import { type Instant, instant } from '../../platform/instant.ts';
import { forUpdate } from '../../storage/locking-select.ts';
import { select, update } from '../../storage/statement.ts';
import type { Reader, Transaction, TransactionRunner } from '../../storage/storage.ts';
import { optional, text } from '../../storage/table.ts';
import { type DeliverySummary, deliverySummary, findFirstPending } from '../queue/delivery-store.ts';
import { replayOrderingKey } from '../queue/enqueue-deliveries.ts';
import { removeLane, setLane } from '../queue/lane-store.ts';
import { formatLaneKey, type LaneKey, lockLanes } from '../queue/lanes.ts';
import { type DeliveryFilters, findDelivery, listDeliveries } from './deliveries.ts';

interface ReplayDeps {
  readonly storage: TransactionRunner;
  readonly clock: Clock;
}

const lockDelivery = forUpdate(findDelivery, ({ sid }) => `delivery ${sid}`);

const requeueDelivery = update(deliverySummary, ['lane_id', 'url', 'method', 'state', 'date_updated']);

/** The current URL of a target: an account, a service or a scoped webhook. */
const findTargetUrl = select(
  'webhook.target url',
  { target: text(), service_sid: text() },
  { url: optional(text()), method: optional(text()) },
  () => `SELECT post_webhook_url AS url, method FROM configuration_webhook WHERE account_sid = :target
    UNION ALL SELECT post_webhook_url, method FROM webhook_configuration
      WHERE service_id = (SELECT id FROM service WHERE sid = :target)
    UNION ALL SELECT configuration_url, configuration_method FROM scoped_webhook
      WHERE service_id = (SELECT id FROM service WHERE sid = :service_sid) AND sid = :target`,
);

/**
 * Enqueues a finished delivery again, for the current URL of its target. A pending delivery stays as it is.
 *
 * @param url replaces the URL of the target.
 * @throws ApiError 20001 if there is no URL to send it to, and for a pre-action request.
 */
export async function replay(
  transaction: Transaction,
  delivery: DeliverySummary,
  url: string | undefined,
  now: Instant,
): Promise<DeliverySummary> {
  if (delivery.state === 'pending') return delivery;
  if (delivery.state === 'pre_action')
    throw new ApiError(20001, 'A pre-action request cannot be replayed', 400);
  const [entry] = await toReplayEntries(transaction, delivery, url);
  if (entry === undefined) throw new ApiError(20001, 'There is no URL to send it to: give one as Url');
  const [requeued] = await requeue(transaction, [entry], now);
  const key = { account_sid: delivery.account_sid, sid: delivery.sid };
  // Otherwise another replay came first.
  return requeued ?? (await transaction.one(findDelivery, key)) ?? delivery;
}

/** Deliveries that one transaction enqueues again, and that one request scans. */
const [batchSize, maxReplays] = [100, 500];

/** Enqueues the finished deliveries that pass the filters again, oldest first. Pending ones stay and do not count. */
export async function replayMany(
  { storage, clock }: ReplayDeps,
  account_sid: string,
  filters: DeliveryFilters,
  from: number | undefined,
): Promise<{ readonly replayed: number; readonly next: number | undefined }> {
  let [replayed, next] = [0, from];
  for (let scanned = 0; scanned < maxReplays; scanned += batchSize) {
    const page = await storage.read((reader) =>
      listDeliveries(reader, account_sid, filters, {
        direction: 'oldest first',
        from: next,
        limit: batchSize,
      }),
    );
    const finished = page.deliveries.filter(({ state }) => state !== 'pending' && state !== 'pre_action');
    replayed += await storage.write(async (transaction) => {
      const entries = await Promise.all(finished.map((delivery) => toReplayEntries(transaction, delivery)));
      return (await requeue(transaction, entries.flat(), instant(clock.now()))).length;
    });
    next = page.next;
    if (next === undefined) break;
  }
  return { replayed, next };
}

/** A delivery to enqueue again, with its method, URL and lane. */
interface ReplayEntry {
  readonly delivery: DeliverySummary;
  readonly method: string;
  readonly lane: LaneKey;
}

/** Returns an empty list if there is no URL to send it to. */
async function toReplayEntries(
  reader: Reader,
  delivery: DeliverySummary,
  givenUrl?: string,
): Promise<ReplayEntry[]> {
  const { target, account_sid, service_sid, conversation_sid } = delivery;
  const current = await reader.one(findTargetUrl, { target, service_sid });
  const url = givenUrl ?? (current?.url || delivery.url);
  const method = (givenUrl === undefined && current?.method) || delivery.method;
  const ordering_key = replayOrderingKey(conversation_sid ?? service_sid);
  return url === ''
    ? []
    : [{ delivery, method, lane: { target, ordering_key, url, accountSid: account_sid } }];
}

/**
 * Enqueues deliveries again and returns them. It locks lanes before deliveries and each in a fixed order, like other
 * replays and the recording of attempts, so that these transactions cannot deadlock.
 */
async function requeue(
  transaction: Transaction,
  entries: readonly ReplayEntry[],
  now: Instant,
): Promise<DeliverySummary[]> {
  const keys = entries.map(({ lane }) => lane);
  const { byKey: lanes } = await lockLanes(transaction, keys, now);
  const locked = await Promise.all(
    entries.map(async ({ delivery: { account_sid, sid }, method, lane: key }) => {
      const found = await transaction.lock(lockDelivery, { account_sid, sid });
      const lane = lanes.get(formatLaneKey(key));
      // It has been replayed or deleted in the meantime.
      if (found === undefined || found.state === 'pending' || lane === undefined) return [];
      return [{ ...found, lane_id: lane.id, url: key.url, method, state: 'pending', date_updated: now }];
    }),
  );
  const requeued = locked.flat();
  await Promise.all(requeued.map((delivery) => transaction.update(requeueDelivery, delivery)));
  for (const lane of lanes.values()) {
    const first = await transaction.one(findFirstPending, { lane_id: lane.id });
    if (first === undefined) await transaction.remove(removeLane, lane);
    // A replayed delivery is older than the pending ones of its lane and therefore comes first, with a new count of
    // attempts. A leased lane finds it without help.
    else if (lane.leased_until === null && requeued.some(({ lane_id }) => lane_id === lane.id))
      await transaction.update(setLane, { ...lane, due: now, attempt: 0 });
  }
  return requeued;
}

import type { EventProperties } from '@colloquy/contract';
import type { LoggedEvent } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { snapshot } from '../../resources/message/rules.ts';
import { messageTable } from '../../resources/message/store.ts';
import { setBackfill } from '../../resources/scoped-webhook/store.ts';
import { selectSkippingLocked } from '../../storage/locking-select.ts';
import { columnNames, select } from '../../storage/statement.ts';
import type { Storage, Transaction } from '../../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';
import { deriveDeliverySid } from './delivery-sid.ts';
import { enqueueDeliveries, eventOrderingKey } from './enqueue-deliveries.ts';
import type { FanOutDeps } from './fan-out.ts';
import { matchScopedTarget, scopedColumns, scopedColumnsSql } from './targets.ts';

/** Messages that one transaction takes. */
const batchSize = 200;

const webhookColumns = {
  ...scopedColumns,
  conversation_sid: text(),
  backfill_end: integer(),
  service_sid: text(),
  account_sid: text(),
  messaging_service_sid: optional(text()),
};

const findPendingBackfill = select(
  'webhook.find backfill',
  {},
  { sid: text() },
  () => 'SELECT sid FROM scoped_webhook WHERE backfill_next IS NOT NULL LIMIT 1',
);

/** Held, unless another process is at it. */
const lockPendingBackfill = selectSkippingLocked(
  'webhook.lock backfill',
  {},
  { service_id: integer(), sid: text() },
  () => 'SELECT service_id, sid FROM scoped_webhook WHERE backfill_next IS NOT NULL LIMIT 1',
  ({ sid }) => `webhook ${sid}`,
);

const getBackfill = select(
  'webhook.get backfill',
  { service_id: integer(), sid: text() },
  webhookColumns,
  () => `SELECT ${scopedColumnsSql}, scoped_webhook.conversation_sid, coalesce(backfill_end, 0) AS backfill_end,
      service.sid AS service_sid, service.account_sid, conversation.messaging_service_sid
    FROM scoped_webhook JOIN service ON service.id = scoped_webhook.service_id
    LEFT JOIN conversation ON conversation.service_id = scoped_webhook.service_id
      AND conversation.sid = scoped_webhook.conversation_sid
    WHERE scoped_webhook.service_id = :service_id AND scoped_webhook.sid = :sid`,
);

const findMessages = select(
  'message.backfill',
  { service_id: integer(), conversation_sid: text(), first: integer(), end: integer(), limit: integer() },
  messageTable.columns,
  () => `SELECT ${columnNames(messageTable)} FROM message
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND message_index >= :first AND message_index < :end
    ORDER BY message_index LIMIT :limit`,
);

interface BackfillDeps extends FanOutDeps {
  readonly storage: Storage;
}

/**
 * Tells a new webhook of messages that were there before it, if it wants that: a part of them, as deliveries at the
 * end of its line. Until it has been told of all, the fan-out does not go past an event that it wants.
 *
 * @returns whether there may be more.
 */
export async function backfill(deps: BackfillDeps): Promise<boolean> {
  const { storage, onConsumed } = deps;
  // Asked first without holding anything: most of the time there is nothing.
  if ((await storage.read((reader) => reader.one(findPendingBackfill, {}))) === undefined) return false;
  const hasMore = await storage.background.write((transaction) => backfillBatch(deps, transaction));
  onConsumed();
  return hasMore;
}

async function backfillBatch(
  { clock, buildParameters }: BackfillDeps,
  transaction: Transaction,
): Promise<boolean> {
  const locked = await transaction.lock(lockPendingBackfill, {});
  const webhook = locked && (await transaction.one(getBackfill, locked));
  if (webhook === undefined || webhook.backfill_next === null) return false;
  const now = instant(clock.now());
  const { service_id, sid, conversation_sid, backfill_next: first, backfill_end: end } = webhook;
  const range = { service_id, conversation_sid, first, end, limit: batchSize };
  const messages = await transaction.all(findMessages, range);
  const entries = messages.flatMap((message) => {
    const event = toMessageAddedEvent(webhook, message);
    const target = matchScopedTarget(webhook, event);
    if (target === undefined) return [];
    const sid = deriveDeliverySid(event, target.sid);
    return [
      { sid, event, target, parameters: buildParameters(event), ordering_key: eventOrderingKey(event) },
    ];
  });
  await enqueueDeliveries(transaction, entries, now);
  const last = messages.length === batchSize ? messages.at(-1) : undefined;
  await transaction.update(setBackfill, {
    service_id,
    sid,
    backfill_next: last === undefined ? null : last.message_index + 1,
  });
  return true;
}

/** What the log would say of a message, had it been posted now. */
const toMessageAddedEvent = (
  { account_sid, service_sid, conversation_sid, messaging_service_sid }: RowOf<typeof webhookColumns>,
  message: RowOf<typeof messageTable.columns>,
): LoggedEvent => ({
  position: 0,
  account_sid,
  service_sid,
  conversation_sid,
  user_sid: null,
  number: message.created_event,
  name: 'onMessageAdded',
  source: 'API',
  actor: null,
  time: message.date_created,
  webhook_enabled: 1,
  properties: JSON.stringify({
    ...snapshot(message),
    delivery: message.delivery,
    messaging_service_sid,
  } satisfies EventProperties<'onMessageAdded'>),
});

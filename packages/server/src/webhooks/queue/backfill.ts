import type { EventProperties } from '@colloquy/contract';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { PeriodicJob } from '../../jobs/periodic-job.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { snapshot } from '../../resources/message/rules.ts';
import { messageTable } from '../../resources/message/store.ts';
import { setBackfill } from '../../resources/scoped-webhook/store.ts';
import { selectSkippingLocked } from '../../storage/locking-select.ts';
import { select } from '../../storage/statement.ts';
import type { Storage, Transaction } from '../../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';
import { mayHaveMore, selectWithinBytes } from '../../storage/within-bytes.ts';
import { matchScopedTarget, scopedColumns, scopedColumnsSql } from '../targets/scoped-targets.ts';
import { enqueueDeliveries, toDeliveries } from './enqueue-deliveries.ts';

/** Messages per transaction. */
const batchSize = 200;

/** Of their texts, from which an event and the parameters of its delivery are built, several times as long. */
const maxBatchBytes = 1_000_000;

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

/** Finds nothing if another process works on it. */
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

const findMessages = selectWithinBytes({
  name: 'message.backfill',
  parameters: { service_id: integer(), conversation_sid: text(), first: integer(), end: integer() },
  row: messageTable.columns,
  from: 'message',
  where: `service_id = :service_id AND conversation_sid = :conversation_sid
    AND message_index >= :first AND message_index < :end`,
  key: 'message_index',
  direction: 'ascending',
  longColumns: ['body', 'content_variables', 'attributes'],
});

interface BackfillDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Called when deliveries have been enqueued. */
  readonly onEnqueued: () => void;
}

/**
 * Creates the periodic job that enqueues deliveries of messages that are older than a webhook, if the webhook wants
 * them. Until all of them are enqueued, the fan-out stops before new events that the webhook wants, which keeps order.
 */
export const createBackfillJob =
  ({ storage, clock, onEnqueued }: BackfillDeps): PeriodicJob =>
  async () => {
    // A read first, since usually there is nothing to do and a write would lock.
    if ((await storage.read((reader) => reader.one(findPendingBackfill, {}))) === undefined) return false;
    const hasMore = await storage.background.write((transaction) => backfillBatch(clock, transaction));
    onEnqueued();
    return hasMore;
  };

/** @returns whether there may be more. */
async function backfillBatch(clock: Clock, transaction: Transaction): Promise<boolean> {
  const locked = await transaction.lock(lockPendingBackfill, {});
  const webhook = locked && (await transaction.one(getBackfill, locked));
  if (webhook === undefined || webhook.backfill_next === null) return false;
  const { service_id, sid, conversation_sid, backfill_next: first, backfill_end: end } = webhook;
  const range = { service_id, conversation_sid, first, end, limit: batchSize, max_bytes: maxBatchBytes };
  const messages = await transaction.all(findMessages, range);
  const deliveries = messages.flatMap((message) => {
    const event = toMessageAddedEvent(webhook, message);
    const target = matchScopedTarget(webhook, event);
    return target === undefined ? [] : toDeliveries(event, [target]);
  });
  await enqueueDeliveries(transaction, deliveries, instant(clock.now()));
  const hasMore = mayHaveMore(messages, batchSize, maxBatchBytes, (message) => [
    message.body,
    message.content_variables,
    message.attributes,
  ]);
  const last = hasMore ? messages.at(-1) : undefined;
  await transaction.update(setBackfill, {
    service_id,
    sid,
    backfill_next: last === undefined ? null : last.message_index + 1,
  });
  return true;
}

/** The event that the log would have of a message that was posted now. */
const toMessageAddedEvent = (
  { account_sid, service_sid, conversation_sid, messaging_service_sid }: RowOf<typeof webhookColumns>,
  message: RowOf<typeof messageTable.columns>,
): LoggedEvent => ({
  position: 0,
  account_sid,
  service_sid,
  conversation_sid,
  user_sid: null,
  member_sid: null,
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

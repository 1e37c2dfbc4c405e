import type { LoggedEvent } from '../events/event.ts';
import { instant } from '../platform/instant.ts';
import { snapshot } from '../resources/message/rules.ts';
import { messageTable } from '../resources/message/store.ts';
import { setHistory } from '../resources/scoped-webhook/store.ts';
import { columnNames, select } from '../storage/statement.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../storage/table.ts';
import { deliverySid } from './delivery-sid.ts';
import { enqueue, streamOf } from './enqueue.ts';
import type { FanOutTools } from './fan-out.ts';
import { scopedColumns, scopedColumnsText, targetOf } from './targets.ts';

/** Messages that one transaction takes. */
const batch = 200;

const webhookRow = {
  ...scopedColumns,
  conversation_sid: text(),
  history_end: integer(),
  service_sid: text(),
  account_sid: text(),
  messaging_service_sid: optional(text()),
};

const findOpen = select(
  'webhook.history',
  {},
  { sid: text() },
  () => 'SELECT sid FROM scoped_webhook WHERE history_next IS NOT NULL LIMIT 1',
);

/** Held, unless another process is at it. */
const holdOpen = select(
  'webhook.hold history',
  {},
  { service_id: integer(), sid: text() },
  ({ skipLocked }) =>
    `SELECT service_id, sid FROM scoped_webhook WHERE history_next IS NOT NULL LIMIT 1${skipLocked}`,
);

const getOpen = select(
  'webhook.open history',
  { service_id: integer(), sid: text() },
  webhookRow,
  () => `SELECT ${scopedColumnsText}, scoped_webhook.conversation_sid, coalesce(history_end, 0) AS history_end,
      service.sid AS service_sid, service.account_sid, conversation.messaging_service_sid
    FROM scoped_webhook JOIN service ON service.id = scoped_webhook.service_id
    LEFT JOIN conversation ON conversation.service_id = scoped_webhook.service_id
      AND conversation.sid = scoped_webhook.conversation_sid
    WHERE scoped_webhook.service_id = :service_id AND scoped_webhook.sid = :sid`,
);

const findMessages = select(
  'message.history',
  { service_id: integer(), conversation_sid: text(), first: integer(), end: integer(), limit: integer() },
  messageTable.columns,
  () => `SELECT ${columnNames(messageTable)} FROM message
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND message_index >= :first AND message_index < :end
    ORDER BY message_index LIMIT :limit`,
);

interface HistoryTools extends FanOutTools {
  readonly storage: Storage;
}

/**
 * Tells a new webhook of messages that were there before it, if it wants that: a part of them, as deliveries at the
 * end of its line. Until it has been told of all, the fan-out does not go past an event that it wants.
 *
 * @returns whether there may be more.
 */
export async function tellHistory(tools: HistoryTools): Promise<boolean> {
  const { storage, consumed } = tools;
  // Asked first without holding anything: most of the time there is nothing.
  if ((await storage.read((reader) => reader.one(findOpen, {}))) === undefined) return false;
  const more = await storage.background.write((transaction) => tellPart(tools, transaction));
  consumed();
  return more;
}

async function tellPart({ clock, parametersOf }: HistoryTools, transaction: Transaction): Promise<boolean> {
  const held = await transaction.lock(holdOpen, {}, ({ sid }) => `webhook ${sid}`);
  const webhook = held && (await transaction.one(getOpen, held));
  if (webhook === undefined || webhook.history_next === null) return false;
  const now = instant(clock.now());
  const { service_id, sid, conversation_sid, history_next: first, history_end: end } = webhook;
  const place = { service_id, conversation_sid, first, end, limit: batch };
  const messages = await transaction.all(findMessages, place);
  const entries = messages.flatMap((message) => {
    const event = added(webhook, message);
    const target = targetOf(webhook, event);
    if (target === undefined) return [];
    const sid = deliverySid(event, target.sid);
    return [{ sid, event, target, parameters: parametersOf(event), stream: streamOf(event) }];
  });
  await enqueue(transaction, entries, now);
  const last = messages.length === batch ? messages.at(-1) : undefined;
  await transaction.update(setHistory, {
    service_id,
    sid,
    history_next: last === undefined ? null : last.message_index + 1,
  });
  return true;
}

/** What the log would say of a message, had it been posted now. */
const added = (
  { account_sid, service_sid, conversation_sid, messaging_service_sid }: RowOf<typeof webhookRow>,
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
  data: JSON.stringify({ ...snapshot(message), messaging_service_sid }),
});

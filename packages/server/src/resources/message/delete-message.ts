import { deleteMediaOfMessage } from '../../media/attach-media.ts';
import { instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import { type Decision, nextEventNumber, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { removeReceiptsOf } from '../receipt/store.ts';
import { snapshot } from './rules.ts';
import { addRemovedMessage, type MessageRow, removeMessage } from './store.ts';

/**
 * Deletes a message with its media and receipts from a conversation that is locked. The caller persists the decision.
 *
 * @param now milliseconds since the epoch.
 */
export async function deleteMessage(
  transaction: Transaction,
  conversation: ConversationRow,
  row: MessageRow,
  now: number,
): Promise<Decision> {
  const { service_id, conversation_sid: conversationSid, sid } = row;
  const time = instant(now);
  await transaction.remove(removeMessage, row);
  await transaction.insert(addRemovedMessage, {
    ...row,
    removed_event: nextEventNumber(conversation),
    date_removed: time,
  });
  if (row.delivery !== null) await transaction.remove(removeReceiptsOf, { service_id, message_sid: sid });
  if (row.media !== null)
    await deleteMediaOfMessage(transaction, service_id, { conversationSid, messageSid: sid }, time);
  return withEvents(conversation, [
    { name: 'onMessageRemoved', properties: { ...snapshot(row), date_removed: time } },
  ]);
}

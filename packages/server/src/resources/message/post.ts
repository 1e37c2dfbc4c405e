import { message } from '@colloquy/contract';
import { attachMedia } from '../../media/attach-media.ts';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { type Decision, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { addReceipts } from '../receipt/add-receipts.ts';
import { assertContent, type NewMessage, posted, snapshot, systemAuthor } from './rules.ts';
import { addMessage, findAuthor, type MessageRow } from './store.ts';

/**
 * Posts a message to a conversation that is held. The conversation's own row is the caller's to write, with
 * what else the request does to it.
 *
 * @throws ApiError for content that is missing, unknown or in use.
 */
export async function postMessage(
  { sids }: Pick<HandlerDeps, 'sids'>,
  transaction: Transaction,
  conversation: ConversationRow,
  settings: NewMessage,
  now: number,
): Promise<{ readonly message: MessageRow; readonly decision: Decision }> {
  assertContent(settings);
  const { service_id, sid: conversationSid, message_counter: index } = conversation;
  const sid = sids.next(message.sidPrefix);
  const media =
    settings.mediaSid === undefined || settings.contentSid !== undefined
      ? null
      : JSON.stringify([
          await attachMedia(transaction, service_id, settings.mediaSid, {
            conversationSid,
            messageSid: sid,
            time: instant(now),
          }),
        ]);
  const birth = {
    serviceId: service_id,
    conversationSid,
    sid,
    index,
    participantSid: await authorOf(transaction, conversation, settings.author),
    event: conversation.event_counter + 1,
    media,
  };
  const undelivered = posted(settings, birth, now);
  const row = {
    ...undelivered,
    delivery: await addReceipts({ sids }, transaction, conversation, undelivered, now),
  };
  await transaction.insert(addMessage, row);
  const longer = { ...conversation, message_counter: index + 1 };
  return {
    message: row,
    decision: withEvents(longer, [
      {
        name: 'onMessageAdded',
        properties: {
          ...snapshot(row),
          delivery: row.delivery,
          messaging_service_sid: conversation.messaging_service_sid,
        },
      },
    ]),
  };
}

/** The participant who is meant by an author, by identity or by address. */
export async function authorOf(
  reader: Reader,
  { service_id, sid, participant_counter, non_chat_counter }: ConversationRow,
  author: string | undefined,
): Promise<string | null> {
  if (author === undefined || author === systemAuthor || participant_counter === 0) return null;
  const key = { service_id, conversation_sid: sid, author };
  const known = await reader.one(findAuthor.identity, key);
  if (known !== undefined || non_chat_counter === 0) return known?.sid ?? null;
  return (await reader.one(findAuthor.address, key))?.sid ?? null;
}

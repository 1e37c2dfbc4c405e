import { channelOf, message } from '@colloquy/contract';
import { attachMedia } from '../../media/attach-media.ts';
import { instant } from '../../platform/instant.ts';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { type ConversationChange, nextEventNumber, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { addReceipts } from '../receipt/add-receipts.ts';
import { assertTemplate, create, type NewMessage, snapshot, systemAuthor } from './rules.ts';
import { addMessage, findAuthor, type MessageRow } from './store.ts';

/**
 * Posts a message to a conversation that is locked. The caller persists the decision about the conversation.
 *
 * @throws ApiError for media that is unknown or in use, and for variables without a template.
 */
export async function postMessage(
  transaction: Transaction,
  conversation: ConversationRow,
  settings: NewMessage,
  { sids, now }: Pick<ChangeContext, 'sids' | 'now'>,
): Promise<ConversationChange<MessageRow>> {
  assertTemplate(settings);
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
  const createContext = {
    serviceId: service_id,
    conversationSid,
    sid,
    index,
    participantSid: await findAuthorSid(transaction, conversation, settings.author),
    event: nextEventNumber(conversation),
    media,
  };
  const undelivered = create(settings, createContext, now);
  const row = {
    ...undelivered,
    delivery: await addReceipts({ sids }, transaction, conversation, undelivered, now),
  };
  await transaction.insert(addMessage, row);
  const properties = {
    ...snapshot(row),
    delivery: row.delivery,
    messaging_service_sid: conversation.messaging_service_sid,
  };
  return {
    row,
    decision: withEvents({ ...conversation, message_counter: index + 1 }, [
      { name: 'onMessageAdded', properties },
    ]),
  };
}

/**
 * The SID of the participant that an author names, by identity, address or projected address; null when it names none.
 */
export async function findAuthorSid(
  reader: Reader,
  { service_id, sid, participant_counter }: ConversationRow,
  author: string | undefined,
): Promise<string | null> {
  if (author === undefined || author === systemAuthor || participant_counter === 0) return null;
  const key = { service_id, conversation_sid: sid, author };
  const known = await reader.one(findAuthor.identity, key);
  if (known !== undefined || channelOf(author) === undefined) return known?.sid ?? null;
  return (await reader.one(findAuthor.address, key))?.sid ?? null;
}

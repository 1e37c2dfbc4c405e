import { message } from '@colloquy/contract';
import { type AttachedMedia, attachMedia, selectMedia } from '../../media/attach-media.ts';
import { instant } from '../../platform/instant.ts';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { Transaction } from '../../storage/storage.ts';
import { type ConversationChange, nextEventNumber, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { addReceipts } from '../receipt/add-receipts.ts';
import { type ReadAuthor, resolveAuthor } from './resolve-author.ts';
import { assertTemplate, create, isRichContent, mediaSidsOf, type NewMessage, snapshot } from './rules.ts';
import { addMessage, type MessageRow } from './store.ts';

/**
 * Posts a message to a conversation that is locked. The caller persists the decision about the conversation.
 *
 * @throws ApiError for media that is unknown or in use, variables without a template, and 50513.
 */
export async function postMessage(
  transaction: Transaction,
  conversation: ConversationRow,
  settings: NewMessage,
  { sids, now, identity }: Pick<ChangeContext, 'sids' | 'now' | 'identity'>,
  readAuthor?: ReadAuthor,
): Promise<ConversationChange<MessageRow>> {
  assertTemplate(settings);
  const { service_id, sid: conversationSid, message_counter: index } = conversation;
  const sid = sids.next(message.sidPrefix);
  const media: AttachedMedia[] = [];
  const named = mediaSidsOf(settings);
  // A template has media of its own; only its rendered content can be sent along.
  const attached =
    settings.contentSid === undefined
      ? named
      : await selectMedia(transaction, service_id, named, ({ content_type }) => isRichContent(content_type));
  for (const mediaSid of attached)
    media.push(
      await attachMedia(transaction, service_id, mediaSid, {
        conversationSid,
        messageSid: sid,
        time: instant(now),
        identity,
      }),
    );
  const createContext = {
    serviceId: service_id,
    conversationSid,
    sid,
    index,
    participantSid: await resolveAuthor(transaction, conversation, settings.author, readAuthor),
    event: nextEventNumber(conversation),
    media: media.length === 0 ? null : JSON.stringify(media),
  };
  const undelivered = create(settings, createContext, now);
  const row = {
    ...undelivered,
    delivery: await addReceipts({ sids }, transaction, conversation, undelivered, now),
  };
  transaction.enqueue(addMessage, row);
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

import { receipt } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { ConversationRow } from '../conversation/store.ts';
import type { MessageRow } from '../message/store.ts';
import { create, summarizeDelivery } from './rules.ts';
import { addReceipt, recipientsOf } from './store.ts';

/** Prefix of a message's SID on a channel. */
const prefixOf = (type: string, media: string | null): string =>
  type === 'whatsapp' ? 'WA' : media === null ? 'SM' : 'MM';

/**
 * Adds a receipt for each participant on another channel except the author of the message.
 *
 * @returns JSON for the message's `delivery`; null when there are no recipients.
 */
export async function addReceipts(
  { sids }: Pick<HandlerDeps, 'sids'>,
  transaction: Transaction,
  { service_id, sid: conversationSid, non_chat_counter }: ConversationRow,
  message: MessageRow,
  now: number,
): Promise<string | null> {
  if (non_chat_counter === 0) return null;
  const key = { service_id, conversation_sid: conversationSid, author: message.participant_sid ?? '' };
  const recipients = await transaction.all(recipientsOf, key);
  if (recipients.length === 0) return null;
  const rows = recipients.map(({ sid, type }) =>
    create({
      serviceId: service_id,
      conversationSid,
      messageSid: message.sid,
      sid: sids.next(receipt.sidPrefix),
      participantSid: sid,
      channelMessageSid: sids.next(prefixOf(type, message.media)),
      time: instant(now),
    }),
  );
  await Promise.all(rows.map((row) => transaction.insert(addReceipt, row)));
  return summarizeDelivery(rows.map(({ status }) => status));
}

import { deleteMediaOfMessage } from '../../media/attach-media.ts';
import { instant } from '../../platform/instant.ts';
import { chain, type Decision, nextEventNumber, withEvents } from '../../resources/conversation/rules.ts';
import type { ConversationRow } from '../../resources/conversation/store.ts';
import { deleteMessage } from '../../resources/message/delete-message.ts';
import { snapshot } from '../../resources/message/rules.ts';
import { findMessage, type MessageRow } from '../../resources/message/store.ts';
import { removeDocument } from '../../search/documents.ts';
import type { Transaction } from '../../storage/storage.ts';
import { blankMessage } from '../redact-event.ts';
import type { Counts } from '../step.ts';
import { setMessageContent } from './conversation-queries.ts';

/** A change of a conversation that is locked, and what it has erased. */
export interface Erased {
  readonly decision: Decision;
  readonly counts: Partial<Counts>;
}

/** The number of media in the JSON that a message has for them. */
export const countMedia = (media: string | null): number => {
  const parsed: unknown = media === null ? [] : JSON.parse(media);
  return Array.isArray(parsed) ? parsed.length : 0;
};

/**
 * Deletes messages of a conversation that is locked, or only what they say. The caller persists the decision.
 *
 * @param now milliseconds since the epoch.
 */
export async function eraseMessages(
  transaction: Transaction,
  conversation: ConversationRow,
  sids: readonly string[],
  { keepsStructure, now }: { readonly keepsStructure: boolean; readonly now: number },
): Promise<Erased> {
  const key = { service_id: conversation.service_id, conversation_sid: conversation.sid };
  const eraseOne = keepsStructure ? keepBlankMessage : deleteMessage;
  const rows = await Promise.all(sids.map((sid) => transaction.one(findMessage, { ...key, sid })));
  const found = rows.filter((row) => row !== undefined);
  let decision = withEvents(conversation, []);
  for (const row of found)
    decision = chain(decision, await eraseOne(transaction, decision.conversation, row, now));
  await Promise.all(found.map((row) => transaction.remove(removeDocument, row)));
  const media = found.reduce((sum, row) => sum + countMedia(row.media), 0);
  return { decision, counts: { messages: found.length, media } };
}

/** Keeps the index, the SID and the dates of a message, and nothing else that its author has chosen. */
async function keepBlankMessage(
  transaction: Transaction,
  conversation: ConversationRow,
  row: MessageRow,
  now: number,
): Promise<Decision> {
  const updated_event = nextEventNumber(conversation);
  const after = { ...row, ...blankMessage, participant_sid: null, updated_event };
  await transaction.update(setMessageContent, after);
  const { service_id, conversation_sid: conversationSid, sid: messageSid, media } = row;
  if (media !== null)
    await deleteMediaOfMessage(transaction, service_id, { conversationSid, messageSid }, instant(now));
  return withEvents(conversation, [{ name: 'onMessageUpdated', properties: snapshot(after) }]);
}

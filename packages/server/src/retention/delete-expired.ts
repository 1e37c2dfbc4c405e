import type { RetentionKind } from '@colloquy/contract';
import { appendEvents } from '../events/event-log.ts';
import { findHoldOn } from '../legal-holds/store.ts';
import { deleteMediaWithContent } from '../media/attach-media.ts';
import { lockMedia } from '../media/store.ts';
import { type Instant, instant } from '../platform/instant.ts';
import { deleteConversation, enqueueCleanup } from '../resources/conversation/delete-conversation.ts';
import { persistDecision } from '../resources/conversation/persist-decision.ts';
import { chain, type Decision, remove, withEvents } from '../resources/conversation/rules.ts';
import { type ConversationRow, lockConversationBy } from '../resources/conversation/store.ts';
import { deleteMessage } from '../resources/message/delete-message.ts';
import { findMessage } from '../resources/message/store.ts';
import { systemEventContext } from '../rest/request-context.ts';
import type { Transaction } from '../storage/storage.ts';
import type { WalkedObject } from './find-expired.ts';
import type { ServicePolicy } from './store.ts';

/** What a deletion depends on beside the objects. */
interface Expiry {
  readonly policy: Pick<ServicePolicy, 'service_id' | 'account_sid' | 'service_sid'>;
  /** What is older has expired. */
  readonly before: Instant;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type Deletion = (
  transaction: Transaction,
  objects: readonly WalkedObject[],
  expiry: Expiry,
) => Promise<number>;

/**
 * Deletes objects of one conversation, or media of none, as a request would. Events report it; webhooks are not notified.
 * Each object is checked again, because it may have been changed, deleted or held since it was found.
 *
 * @returns how many were deleted.
 */
export const deletions: Readonly<Record<RetentionKind, Deletion>> = {
  async closed_conversations(transaction, objects, expiry) {
    const conversation = await lockUnheld(transaction, objects, expiry);
    if (conversation?.state !== 'closed' || conversation.date_updated >= expiry.before) return 0;
    const events = await deleteConversation(transaction, remove(conversation, expiry.now));
    await enqueueCleanup(transaction, conversation);
    appendEvents(transaction, contextOf(expiry), events);
    return 1;
  },

  async messages(transaction, objects, expiry) {
    const conversation = await lockUnheld(transaction, objects, expiry);
    if (conversation === undefined) return 0;
    const { service_id, sid: conversation_sid } = conversation;
    let decision: Decision = withEvents(conversation, []);
    for (const { sid } of objects) {
      const row = await transaction.one(findMessage, { service_id, conversation_sid, sid });
      if (row === undefined || row.date_created >= expiry.before) continue;
      decision = chain(decision, await deleteMessage(transaction, decision.conversation, row, expiry.now));
    }
    if (decision.events.length === 0) return 0;
    appendEvents(transaction, contextOf(expiry), await persistDecision(transaction, conversation, decision));
    return decision.events.length;
  },

  async media(transaction, objects, { policy: { service_id }, before, now }) {
    let count = 0;
    for (const { sid } of objects) {
      const row = await transaction.lock(lockMedia, { service_id, sid });
      if (row === undefined || row.date_created >= before) continue;
      const held = await transaction.one(findHoldOn, { service_id, conversation_sid: row.conversation_sid });
      if (held !== undefined) continue;
      if (await deleteMediaWithContent(transaction, service_id, sid, instant(now))) count++;
    }
    return count;
  },
};

const contextOf = ({ policy: { account_sid, service_sid }, now }: Expiry) =>
  systemEventContext(account_sid, service_sid, now);

/** Locks the conversation of the objects; undefined if it has been deleted, or a legal hold covers it. */
async function lockUnheld(
  transaction: Transaction,
  [first]: readonly WalkedObject[],
  { policy }: Expiry,
): Promise<ConversationRow | undefined> {
  const conversation_sid = first?.conversation_sid;
  if (conversation_sid === undefined || conversation_sid === null) return undefined;
  const found = await transaction.lock(lockConversationBy.sid, {
    chat_service_sid: policy.service_sid,
    account_sid: policy.account_sid,
    identifier: conversation_sid,
  });
  const held = await transaction.one(findHoldOn, { service_id: policy.service_id, conversation_sid });
  return held === undefined ? found : undefined;
}

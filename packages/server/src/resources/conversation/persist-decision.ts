import type { EventContext } from '../../events/event-log.ts';
import { addJob } from '../../jobs/store.ts';
import type { Transaction } from '../../storage/storage.ts';
import { releaseConversationPairs } from '../participant/address-pairs.ts';
import { removeParticipantsOf } from '../participant/store.ts';
import { appendConversationEvents } from './append-events.ts';
import type { Decision } from './rules.ts';
import { type ConversationRow, removeConversation, setConversation } from './store.ts';

/** Writes what a rule has decided of a conversation, and the events that tell of it. */
export async function persistDecision(
  transaction: Transaction,
  eventContext: EventContext,
  before: ConversationRow,
  decision: Decision,
): Promise<void> {
  const { conversation } = decision;
  await setConversation(transaction, before, conversation);
  if (conversation.state === 'closed' && before.state !== 'closed')
    await releaseConversationPairs(transaction, conversation);
  appendConversationEvents(transaction, eventContext, decision);
}

/**
 * Removes a conversation, its participants and their addresses at once; of the rest there can be much. False when
 * another process was first.
 */
export async function deleteConversation(
  transaction: Transaction,
  eventContext: EventContext,
  decision: Decision,
): Promise<boolean> {
  const { conversation } = decision;
  if (!(await transaction.remove(removeConversation, conversation))) return false;
  const { service_id, sid, participant_counter } = conversation;
  if (participant_counter > 0) {
    await transaction.remove(removeParticipantsOf, { service_id, conversation_sid: sid });
    await releaseConversationPairs(transaction, conversation);
  }
  appendConversationEvents(transaction, eventContext, decision);
  return true;
}

/** Kind of the task that removes what a conversation leaves behind. */
export const cleanupJob = 'delete_conversation_content';

/** Has the rest of a removed conversation removed later. */
export const enqueueCleanup = (
  transaction: Transaction,
  { service_id, sid }: ConversationRow,
): Promise<boolean> =>
  transaction.insert(addJob, { kind: cleanupJob, service_id, subject_sid: sid, payload: '' });

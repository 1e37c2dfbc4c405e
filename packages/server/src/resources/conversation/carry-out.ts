import type { Circumstances } from '../../events/event.ts';
import type { Transaction } from '../../storage/storage.ts';
import { releaseAddresses } from '../participant/address-pairs.ts';
import { removeParticipantsOf } from '../participant/store.ts';
import { addTask } from '../task/store.ts';
import type { Decision } from './rules.ts';
import { type ConversationRow, removeConversation, setConversation } from './store.ts';
import { tell } from './tell.ts';

/** Writes what a rule has decided of a conversation, and the events that tell of it. */
export async function carryOut(
  transaction: Transaction,
  circumstances: Circumstances,
  before: ConversationRow,
  decision: Decision,
): Promise<void> {
  const { conversation } = decision;
  await setConversation(transaction, before, conversation);
  if (conversation.state === 'closed' && before.state !== 'closed')
    await releaseAddresses(transaction, conversation);
  tell(transaction, circumstances, decision);
}

/**
 * Removes a conversation, its participants and their addresses at once; of the rest there can be much. False when
 * another process was first.
 */
export async function carryOutRemoval(
  transaction: Transaction,
  circumstances: Circumstances,
  decision: Decision,
): Promise<boolean> {
  const { conversation } = decision;
  if (!(await transaction.remove(removeConversation, conversation))) return false;
  const { service_id, sid, participant_counter } = conversation;
  if (participant_counter > 0) {
    await transaction.remove(removeParticipantsOf, { service_id, conversation_sid: sid });
    await releaseAddresses(transaction, conversation);
  }
  tell(transaction, circumstances, decision);
  return true;
}

/** Kind of the task that removes what a conversation leaves behind. */
export const contentTask = 'content of a deleted conversation';

/** Has the rest of a removed conversation removed later. */
export const leaveContent = (
  transaction: Transaction,
  { service_id, sid }: ConversationRow,
): Promise<boolean> => transaction.insert(addTask, { kind: contentTask, service_id, subject: sid, data: '' });

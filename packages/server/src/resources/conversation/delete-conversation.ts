import type { SubjectEvents } from '../../events/event-log.ts';
import { addJob } from '../../jobs/store.ts';
import type { Transaction } from '../../storage/storage.ts';
import { releaseConversationPairs } from '../participant/address-pairs.ts';
import { removeParticipantsOf } from '../participant/store.ts';
import { type Decision, subjectEvents } from './rules.ts';
import { type ConversationRow, removeConversation } from './store.ts';

/**
 * Deletes a conversation with its participants and their address pairs; a job deletes the rest, which can be large.
 * Resolves with the events to append; none when another process has deleted it first.
 */
export async function deleteConversation(
  transaction: Transaction,
  decision: Decision,
): Promise<SubjectEvents[]> {
  const { conversation } = decision;
  if (!(await transaction.remove(removeConversation, conversation))) return [];
  const { service_id, sid, participant_counter } = conversation;
  if (participant_counter > 0) {
    await transaction.remove(removeParticipantsOf, { service_id, conversation_sid: sid });
    await releaseConversationPairs(transaction, conversation);
  }
  return subjectEvents(decision);
}

/** Kind of the job that deletes what a deleted conversation contained. */
export const cleanupJob = 'delete_conversation_content';

/** Enqueues the job that deletes what a deleted conversation contained. */
export const enqueueCleanup = (
  transaction: Transaction,
  { service_id, sid }: ConversationRow,
): Promise<boolean> =>
  transaction.insert(addJob, { kind: cleanupJob, service_id, subject_sid: sid, payload: '' });

import { ApiError } from '@colloquy/contract';
import type { SubjectEvents } from '../../events/event-log.ts';
import { type Transaction, UniqueViolation } from '../../storage/storage.ts';
import { releaseConversationPairs } from '../participant/address-pairs.ts';
import { type Decision, subjectEvents } from './rules.ts';
import { type ConversationRow, setConversation } from './store.ts';

/**
 * Writes what a rule has decided about a conversation that is locked. Resolves with the events to append.
 *
 * @throws ApiError 50353 for a unique name that another conversation has taken at the same time.
 */
export async function persistDecision(
  transaction: Transaction,
  before: ConversationRow,
  decision: Decision,
): Promise<SubjectEvents[]> {
  const { conversation } = decision;
  await setConversation(transaction, before, conversation).catch((error: unknown) => {
    throw error instanceof UniqueViolation ? new ApiError(50353) : error;
  });
  if (conversation.state === 'closed' && before.state !== 'closed')
    await releaseConversationPairs(transaction, conversation);
  return subjectEvents(decision);
}

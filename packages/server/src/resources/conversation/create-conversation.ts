import { ApiError, conversation } from '@colloquy/contract';
import type { SubjectEvents } from '../../events/event-log.ts';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { Transaction } from '../../storage/storage.ts';
import { create, type Settings, subjectEvents } from './rules.ts';
import { addConversation, type ConversationRow, type CreateDefaults } from './store.ts';

/**
 * Creates a conversation in the service of `defaults`. Resolves with its row and the events to append.
 *
 * @param initializing whether the conversation waits for its first participants.
 * @throws ApiError 50353, 50384.
 */
export async function createConversation(
  transaction: Transaction,
  defaults: CreateDefaults,
  settings: Settings,
  { sids, now, identity }: ChangeContext,
  initializing = false,
): Promise<{ readonly result: ConversationRow; readonly events: SubjectEvents[] }> {
  const sid = sids.next(conversation.sidPrefix);
  const decision = create(
    settings,
    { ...createContext(defaults), sid, createdBy: identity, initializing },
    now,
  );
  if (!(await transaction.insert(addConversation, decision.conversation))) throw new ApiError(50353);
  return { result: decision.conversation, events: subjectEvents(decision) };
}

/** What a new conversation gets where the request names nothing else. */
export const createContext = (defaults: CreateDefaults) => ({
  serviceId: defaults.service_id,
  messagingServiceSid: defaults.messaging_service_sid,
  timerInactive: defaults.timer_inactive,
  timerClosed: defaults.timer_closed,
});

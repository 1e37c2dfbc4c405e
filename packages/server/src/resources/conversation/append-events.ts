import { appendEvents, type EventContext } from '../../events/event-log.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { Decision } from './rules.ts';

/** Appends the events of a decision, numbered up to the conversation's counter. */
export const appendConversationEvents = (
  transaction: Transaction,
  eventContext: EventContext,
  { conversation, events }: Decision,
): void =>
  appendEvents(
    transaction,
    eventContext,
    { conversationSid: conversation.sid, counter: conversation.event_counter },
    events,
  );

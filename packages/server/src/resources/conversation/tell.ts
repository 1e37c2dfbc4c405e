import { appendEvents, type Circumstances } from '../../events/event.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { Decision } from './rules.ts';

/** Appends the events of a decision, numbered up to the conversation's counter. */
export const tell = (
  transaction: Transaction,
  circumstances: Circumstances,
  { conversation, happenings }: Decision,
): void =>
  appendEvents(
    transaction,
    circumstances,
    { conversationSid: conversation.sid, counter: conversation.event_counter },
    happenings,
  );

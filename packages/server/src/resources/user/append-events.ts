import { appendEvents, type EventContext } from '../../events/event-log.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { UserDecision } from './rules.ts';

/** Appends the events of a decision, numbered up to the user's counter. */
export const appendUserEvents = (
  transaction: Transaction,
  eventContext: EventContext,
  { user, events }: UserDecision,
): void =>
  appendEvents(transaction, eventContext, { userSid: user.sid, counter: user.event_counter }, events);

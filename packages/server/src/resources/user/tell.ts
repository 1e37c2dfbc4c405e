import { appendEvents, type Circumstances } from '../../events/event.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { UserDecision } from './rules.ts';

/** Appends the events of a decision, numbered up to the user's counter. */
export const tellOfUser = (
  transaction: Transaction,
  circumstances: Circumstances,
  { user, happenings }: UserDecision,
): void =>
  appendEvents(transaction, circumstances, { userSid: user.sid, counter: user.event_counter }, happenings);

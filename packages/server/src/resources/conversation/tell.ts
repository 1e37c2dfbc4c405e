import { appendEvents, type Circumstances } from '../../events/event.ts';
import { instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { Decision } from './rules.ts';

/** Appends the events of a decision made at `now`, numbered up to the conversation's counter. */
export function tell(
  transaction: Transaction,
  circumstances: Omit<Circumstances, 'time'>,
  { conversation, happenings }: Decision,
  now: number,
): void {
  const first = conversation.event_counter - happenings.length + 1;
  appendEvents(transaction, { ...circumstances, time: instant(now) }, conversation.sid, first, happenings);
}

import { createHash } from 'node:crypto';
import type { LoggedEvent } from '../../events/event-log.ts';

/**
 * Derives the SID of the delivery of an event to a target. Receivers recognize repeated requests by it, so it depends on
 * nothing else: a database that was restored from a backup creates the delivery again with the same SID. Like every SID
 * it begins with a time.
 */
export function deriveDeliverySid(
  { position, time, conversation_sid, user_sid, number }: LoggedEvent,
  target: string,
): string {
  const digits = Math.min(Math.max(Date.parse(time), 0), 0xffffffffffff).toString(16);
  const key = [target, conversation_sid ?? user_sid, number, position].join(' ');
  const rest = createHash('sha256').update(key).digest('hex').slice(0, 20);
  return `WD${digits.padStart(12, '0')}${rest}`;
}

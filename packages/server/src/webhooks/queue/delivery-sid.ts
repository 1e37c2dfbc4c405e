import { createHash } from 'node:crypto';
import type { LoggedEvent } from '../../events/event-log.ts';

/**
 * The SID of the delivery that tells a target of an event: its requests carry it, so that one that comes twice can be
 * told. It follows from the two, so it is the same even if a database that has gone back in time has the delivery made
 * again. Like every SID it begins with a time.
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

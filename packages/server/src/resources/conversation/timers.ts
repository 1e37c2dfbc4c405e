import { parseDuration } from '@colloquy/contract';
import { type Instant, instant } from '../../platform/instant.ts';
import type { ConversationRow } from './store.ts';

type Timed = Pick<
  ConversationRow,
  'state' | 'timer_inactive' | 'timer_closed' | 'timers_date_inactive' | 'timers_date_closed' | 'timer_due'
>;

/** The stored form of a timer: null for none and for a zero duration. */
export const normalizeTimer = (duration: string | null): string | null =>
  duration === null || parseDuration(duration) === 0 ? null : duration;

/**
 * Sets the due dates that follow from the state and the timers of a conversation. The inactive timer runs while the
 * conversation is active, the closed timer until it is closed; none runs while it is initializing.
 *
 * @param restart which timers restart at `now`, in milliseconds since the epoch; the others keep their date.
 */
export function schedule<T extends Timed>(
  conversation: T,
  now: number,
  restart: { readonly inactive: boolean; readonly closed: boolean },
): T {
  const { state, timer_inactive, timer_closed } = conversation;
  const inactive =
    state !== 'active' || timer_inactive === null
      ? null
      : restart.inactive
        ? dueAfter(now, timer_inactive)
        : conversation.timers_date_inactive;
  const closed =
    state === 'closed' || state === 'initializing' || timer_closed === null
      ? null
      : restart.closed
        ? dueAfter(now, timer_closed)
        : conversation.timers_date_closed;
  return {
    ...conversation,
    timers_date_inactive: inactive,
    timers_date_closed: closed,
    timer_due: inactive === null || (closed !== null && closed < inactive) ? closed : inactive,
  };
}

const dueAfter = (now: number, duration: string): Instant => instant(now + (parseDuration(duration) ?? 0));

import { parseDate } from '@colloquy/contract';
import type { RecordValues } from '../records/record-kind.ts';

/** Dates of the API have seconds, so the difference of two is one second off. */
const toleranceMs = 1500;
const minuteMs = 60_000;

/**
 * The durations of a conversation's timers, which the API does not show: it shows when they are due. They restart with the
 * last message, so that is what they count from, unless only another date makes them whole minutes, as almost all timers are.
 *
 * @param lastMessage the date of the last message.
 */
export function inferTimers(conversation: RecordValues, lastMessage: unknown): RecordValues {
  const { date_created, date_updated, timers_date_inactive, timers_date_closed } = conversation;
  const starts = [lastMessage, date_created, date_updated].flatMap((date) => toMs(date) ?? []);
  return {
    ...conversation,
    timer_inactive: inferDuration(toMs(timers_date_inactive), starts),
    timer_closed: inferDuration(toMs(timers_date_closed), starts),
  };
}

const toMs = (date: unknown): number | undefined =>
  typeof date === 'string' ? parseDate(date)?.getTime() : undefined;

function inferDuration(due: number | undefined, starts: readonly number[]): string | null {
  if (due === undefined) return null;
  const durations = starts.map((start) => due - start).filter((duration) => duration > 0);
  const whole = durations.find((duration) => Math.abs(duration - roundToMinute(duration)) <= toleranceMs);
  if (whole !== undefined && roundToMinute(whole) > 0) return `PT${roundToMinute(whole) / minuteMs}M`;
  return `PT${Math.round((durations[0] ?? minuteMs) / 1000)}S`;
}

const roundToMinute = (duration: number): number => Math.round(duration / minuteMs) * minuteMs;

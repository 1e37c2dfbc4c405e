import type { Lane } from '../../api/webhooks.ts';

/** The server counts no further. */
const maxCounted = 100;

/** How many deliveries of a lane wait. */
export const describeCount = (count: number): string =>
  count < maxCounted ? String(count) : `${maxCounted} or more`;

/** What the next delivery of a lane waits for, and how its last attempt has ended. */
export function describeLane({
  status,
  waitingCount,
  lastAttempt,
  dateNextAttempt,
  pausedUntil,
}: Pick<Lane, 'status' | 'waitingCount' | 'lastAttempt' | 'dateNextAttempt' | 'pausedUntil'>): string {
  const last =
    lastAttempt === null
      ? ''
      : ` The last attempt: ${lastAttempt.error ?? `HTTP ${lastAttempt.status ?? 'without a status'}`}.`;
  const time = (date: Date) => date.toLocaleTimeString('en');
  if (status === 'paused' && pausedUntil !== null)
    return `Its target fails too often; requests to it pause until ${time(pausedUntil)}.${last}`;
  if (status === 'retry') return `The next attempt is at ${time(dateNextAttempt)}.${last}`;
  const others = waitingCount > 1 ? ', and the others wait for its reply' : '';
  if (status === 'in_progress') return `A request is on its way${others}.${last}`;
  return `It is sent as soon as there is room.${last}`;
}

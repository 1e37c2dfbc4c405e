import type { Lane } from '../../api/webhooks.ts';

/** What the next delivery of a lane waits for, and how its last attempt has ended. */
export function describeLane({ status, lastAttempt, dateNextAttempt, pausedUntil }: Lane): string {
  const last =
    lastAttempt === null
      ? ''
      : ` The last attempt: ${lastAttempt.error ?? `HTTP ${lastAttempt.status ?? 'without a status'}`}.`;
  const time = (date: Date) => date.toLocaleTimeString('en');
  if (status === 'paused' && pausedUntil !== null)
    return `Its target fails too often; requests to it pause until ${time(pausedUntil)}.${last}`;
  if (status === 'retry') return `The next attempt is at ${time(dateNextAttempt)}.${last}`;
  if (status === 'in_progress') return `A request is on its way.${last}`;
  return `It is sent as soon as there is room.${last}`;
}

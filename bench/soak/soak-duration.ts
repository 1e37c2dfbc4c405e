/** The length of a soak, as the command line states it. */

import { parseDuration } from '@colloquy/contract';

/** A session of a socket ends with its access token, after a day. */
const maxSoakMs = 23 * 3_600_000;

/**
 * Returns the milliseconds of an ISO 8601 duration, or of a number with a unit such as `90s`, `10m` and `1h`; undefined
 * if it is neither, zero, or longer than 23 hours.
 */
export function parseSoakDuration(value: string): number | undefined {
  const milliseconds = parseDuration(/^\d+[hms]$/i.test(value) ? `PT${value}` : value);
  return milliseconds === undefined || milliseconds === 0 || milliseconds > maxSoakMs
    ? undefined
    : milliseconds;
}

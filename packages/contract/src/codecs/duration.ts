import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

const pattern = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d{1,9})?)S)?)?$/i;
const unitsMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];

/** What {@link parseDuration} accepts, for messages. */
export const durationForm = 'an ISO 8601 duration of weeks, days, hours, minutes and seconds';

/** Longer timers could end after the year 9999, which stored dates cannot express. */
const maxDurationMs = 100 * 365 * 86_400_000;

/**
 * Returns the milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds; undefined if it is not
 * one. Years and months are not accepted, because their length depends on the start date.
 */
export function parseDuration(value: string): number | undefined {
  const parts = pattern.exec(value)?.slice(1);
  if (parts === undefined) return undefined;
  const total = parts.reduce(
    (sum, part, i) => sum + Number((part ?? '0').replace(',', '.')) * (unitsMs[i] ?? 0),
    0,
  );
  return total <= maxDurationMs ? Math.round(total) : undefined;
}

/** An ISO 8601 duration of at least `minimum`, or zero, which removes a timer. */
export const duration = (limits: {
  readonly minimum: string;
  readonly malformed: ErrorCode;
  readonly tooShort: ErrorCode;
}): Codec<string> => {
  const minimum = parseDuration(limits.minimum) ?? 0;
  const schema = { type: 'string', format: 'duration', description: `0, or at least ${limits.minimum}` };
  const allowed = `${durationForm}, PT0S or from ${limits.minimum} to P36500D`;
  return {
    schema,
    decode: (value, parameter) => {
      const length = parseDuration(value);
      if (length === undefined)
        throw invalidValue(schema, parameter, value, { code: limits.malformed, allowed });
      if (length > 0 && length < minimum)
        throw invalidValue(schema, parameter, value, { code: limits.tooShort, allowed });
      return value;
    },
    encode: asIs,
  };
};

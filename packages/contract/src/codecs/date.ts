import type { ErrorCode } from '../errors.ts';
import { type Codec, invalidValue } from './codec.ts';

const pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * The meaning of a date without a time, such as `2024-05-01`: its first millisecond, its last, or an error. With
 * `end`, a time without a fraction also means the end of its second, because replies contain whole seconds: a filter
 * with the date of a reply must find its object.
 */
type DateOnlyMode = 'start' | 'end' | 'refused';

/** Parses an ISO 8601 date; undefined if it is malformed or a day that does not exist. */
export function parseDate(value: string, dateOnly: DateOnlyMode = 'refused'): Date | undefined {
  const [, day, time, zone] = pattern.exec(value) ?? [];
  if (day === undefined || (time === undefined && dateOnly === 'refused')) return undefined;
  const midnight = new Date(`${day}T00:00:00.000Z`);
  // JavaScript turns 30 February into a day of March, which the round trip detects.
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined;
  if (time === undefined) return dateOnly === 'end' ? new Date(midnight.getTime() + 86_399_999) : midnight;
  const date = new Date(`${day}T${time.replace(',', '.')}${offset(zone)}`);
  if (dateOnly === 'end' && !/[.,]/.test(time)) date.setUTCMilliseconds(999);
  // Stored dates sort as text, so their years have four digits.
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date : undefined;
}

/** Returns the zone in the form that JavaScript parses. A time without a zone is UTC. */
function offset(zone: string | undefined): string {
  if (zone === undefined || zone === 'z') return 'Z';
  return /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
}

const schema = { type: 'string', format: 'date-time' };

/** An ISO 8601 time with any offset and fraction of a second. Milliseconds are kept. */
export const date = (options: {
  readonly malformed?: ErrorCode;
  readonly dateOnly?: DateOnlyMode;
}): Codec<Date> => ({
  schema,
  decode: (value, parameter) => {
    const parsed = parseDate(value, options.dateOnly);
    if (parsed === undefined) throw invalidValue(schema, parameter, value, { code: options.malformed });
    return parsed;
  },
  encode: (value) => value.toISOString(),
});

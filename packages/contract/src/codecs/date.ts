import type { ErrorCode } from '../errors.ts';
import { type Codec, invalidValue } from './codec.ts';

const pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * What a plain day, `2024-05-01`, stands for: its first or its last millisecond, or nothing at all. With `end`,
 * a time without a fraction is the end of its second too: replies show seconds, and what was read from one is
 * to find what it belongs to.
 */
type DateOnlyMode = 'start' | 'end' | 'refused';

/** Reads an ISO 8601 date; undefined when it is none, or a day that no calendar has. */
export function parseDate(value: string, dateOnly: DateOnlyMode = 'refused'): Date | undefined {
  const [, day, time, zone] = pattern.exec(value) ?? [];
  if (day === undefined || (time === undefined && dateOnly === 'refused')) return undefined;
  const midnight = new Date(`${day}T00:00:00.000Z`);
  // The engine rolls 30 February over to March; a round trip shows it.
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined;
  if (time === undefined) return dateOnly === 'end' ? new Date(midnight.getTime() + 86_399_999) : midnight;
  const date = new Date(`${day}T${time.replace(',', '.')}${offset(zone)}`);
  if (dateOnly === 'end' && !/[.,]/.test(time)) date.setUTCMilliseconds(999);
  // Stored dates have four digits of year, so that they sort as text.
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date : undefined;
}

/** A zone as the engine's parser wants it; a time without one is taken as UTC. */
function offset(zone: string | undefined): string {
  if (zone === undefined || zone === 'z') return 'Z';
  return /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
}

/** A moment in ISO 8601, with any offset and any fraction of a second; milliseconds are kept. */
export const date = (options: {
  readonly malformed?: ErrorCode;
  readonly dateOnly?: DateOnlyMode;
}): Codec<Date> => ({
  schema: { type: 'string', format: 'date-time' },
  decode: (value, parameter) => {
    const parsed = parseDate(value, options.dateOnly);
    if (parsed === undefined) throw invalidValue(parameter, options.malformed);
    return parsed;
  },
  encode: (value) => value.toISOString(),
});

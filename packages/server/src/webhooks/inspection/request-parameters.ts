import { invalidParameter, postActionEvents, preActionEvents } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { deliveryStates } from '../queue/delivery-store.ts';
import type { DeliveryFilters } from './deliveries.ts';

/** Parameters by name; the last value of a repeated parameter. Empty ones are absent. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** @param source a parsed query, or the bytes of a form. */
export function parseFields(source: unknown): Fields {
  const text = source instanceof Buffer ? Object.fromEntries(new URLSearchParams(source.toString())) : source;
  return Object.fromEntries(
    Object.entries(text ?? {}).flatMap(([name, value]) => {
      const last: unknown = Array.isArray(value) ? value.at(-1) : value;
      return typeof last === 'string' && last !== '' ? [[name, last]] : [];
    }),
  );
}

export const webhookEventNames = postActionEvents;

/** The events of deliveries, and of pre-action requests, which are listed with them. */
const deliveryEventNames = [...webhookEventNames, ...preActionEvents];

/** @throws ApiError 20001 for an invalid value, like all functions here. */
export const parseFilters = (fields: Fields): DeliveryFilters => ({
  state: parseEnum(fields, 'State', deliveryStates),
  eventName: parseEnum(fields, 'EventName', deliveryEventNames),
  conversationSid: parseSid(fields, 'ConversationSid', 'CH'),
  serviceSid: parseSid(fields, 'ServiceSid', 'IS'),
  target: parseSid(fields, 'Target', 'AC', 'IS', 'WH'),
});

export function parseEnum<const Value extends string>(
  fields: Fields,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  const match = values.find((each) => each.toLowerCase() === text.toLowerCase());
  if (match === undefined) throw invalidParameter(name);
  return match;
}

export function parseSid(fields: Fields, name: string, ...prefixes: readonly string[]): string | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  const [sid] = prefixes.flatMap((prefix) => canonicalSid(prefix, text) ?? []);
  if (sid === undefined) throw invalidParameter(name);
  return sid;
}

export function parseInteger(fields: Fields, name: string): number | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalidParameter(name);
  return Number(text);
}

export function parseUrl(fields: Fields, name: string): string | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  if (!/^https?:/i.test(text) || !URL.canParse(text) || text.length > 2048) throw invalidParameter(name);
  return text;
}

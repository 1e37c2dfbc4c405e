import { invalidParameter, postActionEvents, preActionEvents } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';

/** Parameters by name; of one that comes several times the last counts. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** The fields of a query that was read, or of a body as it came. */
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
export type WebhookEventName = (typeof postActionEvents)[number];

const deliveryStates = ['pending', 'delivered', 'dead', 'unsupported', 'pre_action'] as const;

/** What a delivery can be of: what has happened, or a question before it. */
const deliveryEventNames = [...webhookEventNames, ...preActionEvents];

export interface EventFilters {
  readonly eventName: WebhookEventName | undefined;
  readonly conversationSid: string | undefined;
  readonly serviceSid: string | undefined;
  readonly silent?: boolean;
}

export interface DeliveryFilters extends Omit<EventFilters, 'silent' | 'eventName'> {
  readonly eventName: (typeof deliveryEventNames)[number] | undefined;
  readonly state: (typeof deliveryStates)[number] | undefined;
  readonly target: string | undefined;
}

/** @throws ApiError 20001, as all of these, for a value that can be none. */
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

import { invalidParameter, postActionEvents, preActionEvents } from '@colloquy/contract';
import { canonicalSid } from '../resources/identifiers.ts';

/** Parameters by name; of one that comes several times the last counts. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** The fields of a query that was read, or of a body as it came. */
export function fieldsOf(source: unknown): Fields {
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

const states = ['pending', 'delivered', 'dead', 'stored', 'asked'] as const;

/** What a delivery can be of: what has happened, or a question before it. */
const deliveredNames = [...webhookEventNames, ...preActionEvents];

export interface EventFilters {
  readonly eventName: WebhookEventName | undefined;
  readonly conversationSid: string | undefined;
  readonly serviceSid: string | undefined;
  readonly silent?: boolean;
}

export interface DeliveryFilters extends Omit<EventFilters, 'silent' | 'eventName'> {
  readonly eventName: (typeof deliveredNames)[number] | undefined;
  readonly state: (typeof states)[number] | undefined;
  readonly target: string | undefined;
}

/** @throws ApiError 20001, as all of these, for a value that can be none. */
export const readFilters = (fields: Fields): DeliveryFilters => ({
  state: readWord(fields, 'State', states),
  eventName: readWord(fields, 'EventName', deliveredNames),
  conversationSid: readSid(fields, 'ConversationSid', 'CH'),
  serviceSid: readSid(fields, 'ServiceSid', 'IS'),
  target: readSid(fields, 'Target', 'AC', 'IS', 'WH'),
});

export function readWord<const Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  const word = words.find((each) => each.toLowerCase() === text.toLowerCase());
  if (word === undefined) throw invalidParameter(name);
  return word;
}

export function readSid(fields: Fields, name: string, ...prefixes: readonly string[]): string | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  const [sid] = prefixes.flatMap((prefix) => canonicalSid(prefix, text) ?? []);
  if (sid === undefined) throw invalidParameter(name);
  return sid;
}

export function readNumber(fields: Fields, name: string): number | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalidParameter(name);
  return Number(text);
}

export function readUrl(fields: Fields, name: string): string | undefined {
  const text = fields[name];
  if (text === undefined) return undefined;
  if (!/^https?:/i.test(text) || !URL.canParse(text) || text.length > 2048) throw invalidParameter(name);
  return text;
}

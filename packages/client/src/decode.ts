import { camelCase, type DateFormat, type Properties, type Property, parseDate } from '@colloquy/contract';
import { UnexpectedReplyError } from './errors.ts';
import { isRecord, parseRecord, type UnknownRecord } from './record.ts';

/** Parses the body of a reply. @throws UnexpectedReplyError unless it is a JSON object. */
export function parseObject(text: string): UnknownRecord {
  const body = parseRecord(text);
  if (body === undefined) throw new UnexpectedReplyError('The reply is not a JSON object');
  return body;
}

/**
 * Decodes an object of a reply: names become camelCase, dates become Date. Nothing else is checked: unknown keys of a
 * newer server are ignored, and keys that an older server does not send are left out.
 *
 * @throws UnexpectedReplyError for an invalid date.
 */
export function decodeObject(properties: Properties, body: UnknownRecord): UnknownRecord {
  return Object.fromEntries(
    Object.entries(properties)
      .map(([key, property]) => [camelCase(key), decodeProperty(key, property, body[key])] as const)
      .filter(([, value]) => value !== undefined),
  );
}

function decodeProperty(key: string, property: Property, value: unknown): unknown {
  if (property.type === 'object') {
    if (isRecord(value)) return decodeObject(property.properties, value);
    // Twilio has sent null for the `bindings` of a conversation, which have the type of an object.
    return value === null && !property.nullable ? {} : value;
  }
  if (value === undefined || value === null) return property.nullable ? null : value;
  if (property.type === 'date') return decodeDate(key, property.format, value);
  if (property.type === 'list' && Array.isArray(value))
    return value.map((each) => decodeProperty(key, property.of, each));
  if (property.type === 'links') return isRecord(value) ? decodeLinks(property.links, value) : value;
  return value;
}

function decodeDate(key: string, format: DateFormat, value: unknown): Date {
  const date = typeof value === 'string' ? dateOf(format, value) : undefined;
  if (date === undefined) throw new UnexpectedReplyError(`${key} of the reply is not a date`);
  return date;
}

function dateOf(format: DateFormat, text: string): Date | undefined {
  if (format !== 'rfc2822') return parseDate(text);
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const decodeLinks = (known: UnknownRecord, links: UnknownRecord): UnknownRecord =>
  Object.fromEntries(
    Object.keys(known)
      .filter((key) => key in links)
      .map((key) => [camelCase(key), links[key]]),
  );

import { invalidParameter } from '@colloquy/contract';
import type { LoggedEvent } from '../events/event-log.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import { findEventName } from './cloud-event.ts';

/** The events that a client has requested. */
export interface EventSelection {
  /** Position of the last record that it has seen; undefined for new events only. */
  readonly after: number | undefined;
  /** Whether a record of its account passes the filters. */
  readonly wants: (event: LoggedEvent) => boolean;
}

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Parses `after`, `service`, `conversation` and `event`. The last three can be repeated. A client that resumes sends
 * the query of its first request again, and the position that it has reached in a header, which takes precedence.
 *
 * @throws ApiError 20001 for an invalid value.
 */
export function parseSelection(query: Query, lastEventId: string | undefined): EventSelection {
  const services = parseValues(query, 'service', (text) => canonicalSid('IS', text));
  const conversations = parseValues(query, 'conversation', (text) => canonicalSid('CH', text));
  const events = parseValues(query, 'event', findEventName);
  const [after] = parseValues(query, 'after', parsePosition);
  const seen = lastEventId ? parsePosition(lastEventId) : undefined;
  if (lastEventId && seen === undefined) throw invalidParameter('Last-Event-ID');
  return {
    after: seen ?? after,
    wants: ({ service_sid, conversation_sid, name }) =>
      (services.size === 0 || services.has(service_sid)) &&
      (conversations.size === 0 || (conversation_sid !== null && conversations.has(conversation_sid))) &&
      (events.size === 0 || events.has(name)),
  };
}

const parsePosition = (text: string): number | undefined =>
  /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Parses all values of a parameter. Empty values are ignored. */
function parseValues<Value>(
  query: Query,
  name: string,
  decode: (text: string) => Value | undefined,
): ReadonlySet<Value> {
  const given = [query[name] ?? []].flat().filter((text) => text !== '');
  return new Set(
    given.map((text) => {
      const value = decode(text);
      if (value === undefined) throw invalidParameter(name);
      return value;
    }),
  );
}

import type { streamEvents, ValuesOf } from '@colloquy/contract';
import type { LoggedEvent } from '../events/event-log.ts';

/** The events that a client has requested. */
export interface EventSelection {
  /** Position of the last record that it has seen; undefined for new events only. */
  readonly after: number | undefined;
  /** Whether a record of its account passes the filters. */
  readonly wants: (event: LoggedEvent) => boolean;
}

/**
 * Selects events by the parameters of a stream. A client that resumes sends the query of its first request again, and
 * the position that it has reached in a header, which takes precedence.
 */
export function selectEvents({
  service = [],
  conversation = [],
  event = [],
  after,
  lastEventID = after,
}: ValuesOf<(typeof streamEvents)['parameters']>): EventSelection {
  const [services, conversations, names] = [new Set(service), new Set(conversation), new Set<string>(event)];
  return {
    after: lastEventID,
    wants: ({ service_sid, conversation_sid, name }) =>
      (services.size === 0 || services.has(service_sid)) &&
      (conversations.size === 0 || (conversation_sid !== null && conversations.has(conversation_sid))) &&
      (names.size === 0 || names.has(name)),
  };
}

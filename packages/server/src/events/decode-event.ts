import { type EventName, type EventOf, isEventName } from '@colloquy/contract';
import type { LoggedEvent } from './event-log.ts';

/** The properties of any event, also of one that only a newer version of the server knows. */
export const decodeProperties = ({
  properties,
}: Pick<LoggedEvent, 'properties'>): Readonly<Record<string, unknown>> => JSON.parse(properties);

/**
 * Decodes an event of the log. Consumers call it only for events that they use, because it parses the properties.
 *
 * @param name the only name to decode; without it, all names of the catalogue.
 * @returns undefined for an event of another name.
 */
export function decodeEvent<Name extends EventName = EventName>(
  event: LoggedEvent,
  name?: Name,
): EventOf<Name> | undefined {
  if (name === undefined ? !isEventName(event.name) : event.name !== name) return undefined;
  // `appendEvents` has written the record, and its types are those of the catalogue.
  return { ...event, properties: decodeProperties(event) } as EventOf<Name>;
}

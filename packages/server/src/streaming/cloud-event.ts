import {
  type EventDefinition,
  eventCatalogue,
  eventNames,
  isEventName,
  type Property,
} from '@colloquy/contract';
import { decodeProperties } from '../events/decode-event.ts';
import type { LoggedEvent } from '../events/event-log.ts';

/** Converts a record of the log to a CloudEvent 1.0. Its data has the names that API replies use. */
export function toCloudEvent(event: LoggedEvent) {
  const { conversation_sid, user_sid } = event;
  return {
    specversion: '1.0',
    id: String(event.position),
    source: sourcePath(event),
    // A newer version of the server that shares the database may write events that this one does not know.
    type: isEventName(event.name) ? eventCatalogue[event.name].cloudEventType : event.name,
    time: event.time,
    datacontenttype: 'application/json',
    data: {
      ...toReplyForm(event),
      event_type: event.name,
      account_sid: event.account_sid,
      chat_service_sid: event.service_sid,
      ...(conversation_sid !== null && { conversation_sid }),
      ...(user_sid !== null && { user_sid }),
      number: event.number,
      source: event.source,
      actor: event.actor,
    },
  };
}

const isJson = ({ type }: Property): boolean => type === 'list' || type === 'object';

const toJsonKeys = ({ properties }: EventDefinition): readonly string[] =>
  Object.entries(properties).flatMap(([key, property]) => (isJson(property) ? [key] : []));

const jsonKeysByName: ReadonlyMap<string, readonly string[]> = new Map(
  eventNames.map((name) => [name, toJsonKeys(eventCatalogue[name])]),
);

/** The properties of an event with its lists and objects, which the log stores as JSON, decoded as in replies. */
function toReplyForm(event: LoggedEvent): Record<string, unknown> {
  const properties = { ...decodeProperties(event) };
  for (const key of jsonKeysByName.get(event.name) ?? []) {
    const json = properties[key];
    if (typeof json === 'string') properties[key] = JSON.parse(json);
  }
  return properties;
}

/** The path of the event's conversation or user. */
function sourcePath({ service_sid, conversation_sid, user_sid }: LoggedEvent): string {
  const service = `/v1/Services/${service_sid}`;
  if (conversation_sid !== null) return `${service}/Conversations/${conversation_sid}`;
  return user_sid === null ? service : `${service}/Users/${user_sid}`;
}

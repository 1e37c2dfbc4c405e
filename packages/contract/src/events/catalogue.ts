import { conversationEvents } from './conversation-events.ts';
import { deliveryEvents } from './delivery-events.ts';
import type { EventDefinition, StoredProperties, Subject } from './event.ts';
import { messageEvents } from './message-events.ts';
import { participantEvents } from './participant-events.ts';
import { userEvents } from './user-events.ts';

/** Every event of the log by its name. Types, webhooks, streams and documents derive from it. */
export const eventCatalogue = {
  ...conversationEvents,
  ...messageEvents,
  ...participantEvents,
  ...userEvents,
  ...deliveryEvents,
} satisfies Readonly<Record<string, EventDefinition>>;

type Catalogue = typeof eventCatalogue;

export type EventName = keyof Catalogue;

export const eventNames = Object.keys(eventCatalogue) as readonly EventName[];

/** Whether this version knows an event. A newer version may have written others to the log. */
export const isEventName = (name: string): name is EventName => Object.hasOwn(eventCatalogue, name);

/** The names of the events that a conversation or a user counts. */
export type EventNameOf<S extends Subject> = {
  [Name in EventName]: Catalogue[Name]['subject'] extends S ? Name : never;
}[EventName];

/** The properties of an event in their stored form. */
export type EventProperties<Name extends EventName> = StoredProperties<Catalogue[Name]['properties']>;

/** An event before it is appended to the log. */
export type NewEventOf<Name extends EventName> = Name extends EventName
  ? { readonly name: Name; readonly properties: EventProperties<Name> }
  : never;

/** The fields that all records of the log have. */
interface EventRecord {
  /** Position in the log; it follows the order of the commits. */
  readonly position: number;
  readonly account_sid: string;
  readonly service_sid: string;
  readonly conversation_sid: string | null;
  readonly user_sid: string | null;
  /** Counts the events of the conversation or the user, from 1, without gaps. */
  readonly number: number | null;
  readonly source: string;
  /** SID of the credentials, identity of an SDK user, or address on a channel; null for a timer. */
  readonly actor: string | null;
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  /** 1 when webhooks receive it, otherwise 0. */
  readonly webhook_enabled: number;
  /** The user whose list of conversations the event changes; null unless it is about a participant with a user. */
  readonly member_sid: string | null;
}

type SubjectSids<S extends Subject> = S extends 'conversation'
  ? { readonly conversation_sid: string; readonly user_sid: null }
  : { readonly conversation_sid: null; readonly user_sid: string };

/** An event of the log with its properties decoded. */
export type EventOf<Name extends EventName> = Name extends EventName
  ? EventRecord & SubjectSids<Catalogue[Name]['subject']> & NewEventOf<Name>
  : never;

import {
  ApiError,
  addressKey,
  type ConversationState,
  type conversation,
  type EventProperties,
  type NewEventOf,
  type ValuesOf,
} from '@colloquy/contract';
import type { NewEvent, SubjectEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { isUnchanged, replaceIfGiven } from '../../rest/row-changes.ts';
import type { ConversationRow } from './store.ts';
import { normalizeTimer, schedule } from './timers.ts';

export type Settings = ValuesOf<(typeof conversation.operations.update)['parameters']>;

/** What a rule decides: the conversation after the change, and the events that report the change. */
export interface Decision {
  readonly conversation: ConversationRow;
  /** Empty when nothing changes. The first one gets the number after the old counter. */
  readonly events: readonly NewEvent<'conversation'>[];
  /** Events of users that the change has created; they are appended before those of the conversation. */
  readonly userEvents?: readonly SubjectEvents[];
}

/** An object in a conversation after a change, and the decision about the conversation, which the caller persists. */
export interface ConversationChange<Row> {
  readonly row: Row;
  readonly decision: Decision;
}

/** Where a conversation is created, and its defaults. */
export interface CreateContext {
  readonly serviceId: number;
  readonly sid: string;
  readonly messagingServiceSid: string | null;
  /** ISO 8601 durations. */
  readonly timerInactive: string | null;
  readonly timerClosed: string | null;
  /** The user who creates it; undefined for a back end or an inbound message. */
  readonly createdBy?: string | undefined;
  /** Whether it waits for its first participants. */
  readonly initializing: boolean;
}

/** @throws ApiError 50384. */
export function create(settings: Settings, context: CreateContext, now: number): Decision {
  if (settings.state === 'closed') throw new ApiError(50384);
  const time = instant(now);
  const conversation = schedule(
    {
      service_id: context.serviceId,
      sid: context.sid,
      friendly_name: settings.friendlyName ?? null,
      unique_name: settings.uniqueName ?? null,
      attributes: settings.attributes ?? '{}',
      messaging_service_sid:
        settings.messagingServiceSid === undefined
          ? context.messagingServiceSid
          : settings.messagingServiceSid,
      state: context.initializing ? 'initializing' : (settings.state ?? 'active'),
      date_created: settings.dateCreated?.toISOString() ?? time,
      date_updated: settings.dateUpdated?.toISOString() ?? time,
      timer_inactive: normalizeTimer(
        settings.timersInactive === undefined ? context.timerInactive : settings.timersInactive,
      ),
      timer_closed: normalizeTimer(
        settings.timersClosed === undefined ? context.timerClosed : settings.timersClosed,
      ),
      timers_date_inactive: null,
      timers_date_closed: null,
      timer_due: null,
      bindings_email_projected_address: settings.bindingsEmailAddress ?? null,
      bindings_email_name: settings.bindingsEmailName ?? null,
      email_address_key: emailKey(settings.bindingsEmailAddress) ?? null,
      created_by: context.createdBy ?? 'system',
      message_counter: 0,
      participant_counter: 0,
      non_chat_counter: 0,
      created_event: 1,
      updated_event: 1,
      event_counter: 1,
    },
    now,
    { inactive: true, closed: true },
  );
  return { conversation, events: [{ name: 'onConversationAdded', properties: snapshot(conversation) }] };
}

const emailKey = (address: string | null | undefined): string | null | undefined =>
  address && addressKey(address);

/** @throws ApiError 50377 for a closed conversation, 50386 for one that is still initializing. */
export function update(before: ConversationRow, settings: Settings, now: number): Decision {
  assertWritable(before);
  const state = settings.state ?? before.state;
  const stateChanged = state !== before.state;
  const after = schedule(
    {
      ...before,
      friendly_name: settings.friendlyName ?? before.friendly_name,
      unique_name: replaceIfGiven(settings.uniqueName, before.unique_name),
      attributes: settings.attributes ?? before.attributes,
      messaging_service_sid: replaceIfGiven(settings.messagingServiceSid, before.messaging_service_sid),
      state,
      date_created: settings.dateCreated?.toISOString() ?? before.date_created,
      date_updated: settings.dateUpdated?.toISOString() ?? before.date_updated,
      timer_inactive: replaceIfGiven(
        settings.timersInactive && normalizeTimer(settings.timersInactive),
        before.timer_inactive,
      ),
      timer_closed: replaceIfGiven(
        settings.timersClosed && normalizeTimer(settings.timersClosed),
        before.timer_closed,
      ),
      bindings_email_projected_address: replaceIfGiven(
        settings.bindingsEmailAddress,
        before.bindings_email_projected_address,
      ),
      bindings_email_name: replaceIfGiven(settings.bindingsEmailName, before.bindings_email_name),
      email_address_key: replaceIfGiven(emailKey(settings.bindingsEmailAddress), before.email_address_key),
    },
    now,
    {
      inactive: stateChanged || settings.timersInactive !== undefined,
      closed: stateChanged || settings.timersClosed !== undefined,
    },
  );
  if (isUnchanged(before, after)) return { conversation: before, events: [] };
  const dated = settings.dateUpdated === undefined ? { ...after, date_updated: instant(now) } : after;
  return withEventNumbers(dated, [
    { name: 'onConversationUpdated', properties: snapshot(dated) },
    ...(stateChanged ? [stateUpdated(before, dated, 'API', now)] : []),
  ]);
}

/**
 * Restarts the timers of a conversation in which something happened; an inactive one becomes active again.
 *
 * @throws ApiError 50377 for a closed conversation, 50386 for one that is still initializing.
 */
export function reactivate(before: ConversationRow, now: number): Decision {
  assertWritable(before);
  const wakes = before.state === 'inactive';
  const state = wakes ? 'active' : before.state;
  const after = schedule({ ...before, state }, now, { inactive: true, closed: true });
  return wakes
    ? withEventNumbers({ ...after, date_updated: instant(now) }, [stateUpdated(before, after, 'EVENT', now)])
    : { conversation: after, events: [] };
}

/**
 * Ends the initialization of a conversation: in the requested state, or closed if its participants could not be added.
 *
 * @param reason `EVENT` if a message started the conversation.
 */
export function finishInitializing(
  before: ConversationRow,
  state: Exclude<ConversationState, 'initializing'>,
  reason: 'API' | 'EVENT',
  now: number,
): Decision {
  const after = schedule({ ...before, state }, now, { inactive: true, closed: true });
  return withEventNumbers(after, [stateUpdated(before, after, reason, now)]);
}

/** Fires the timers that are due at `now`: first to inactive, then to closed, each with its event. */
export function fireTimers(before: ConversationRow, now: number): Decision {
  const time = instant(now);
  const events: NewEvent<'conversation'>[] = [];
  let conversation = before;
  const become = (state: ConversationState) => {
    const after = schedule({ ...conversation, state, date_updated: time }, now, {
      inactive: false,
      closed: false,
    });
    events.push(stateUpdated(conversation, after, 'TIMER', now));
    conversation = after;
  };
  const { timers_date_inactive: inactive, timers_date_closed: closed } = before;
  if (inactive !== null && inactive <= time && (closed === null || inactive < closed)) become('inactive');
  if (closed !== null && closed <= time) become('closed');
  return withEventNumbers(conversation, events);
}

/** Deletes a conversation, whatever its state. */
export function remove(conversation: ConversationRow, now: number): Decision {
  const properties = { ...snapshot(conversation), date_removed: instant(now) };
  return withEventNumbers(conversation, [{ name: 'onConversationRemoved', properties }]);
}

/** @throws ApiError 50377 for a closed conversation, 50386 for one that is still initializing. */
export function assertWritable(conversation: Pick<ConversationRow, 'state'>): void {
  assertCanDeleteIn(conversation);
  if (conversation.state === 'initializing') throw new ApiError(50386);
}

/**
 * Asserts that objects of a conversation can be deleted; also while it is initializing.
 *
 * @throws ApiError 50377 for a closed conversation.
 */
export function assertCanDeleteIn({ state }: Pick<ConversationRow, 'state'>): void {
  if (state === 'closed') throw new ApiError(50377);
}

/** Numbers events that change the conversation; the row keeps the number of the last one. */
function withEventNumbers(
  conversation: ConversationRow,
  events: readonly NewEvent<'conversation'>[],
): Decision {
  const counter = conversation.event_counter + events.length;
  return { conversation: { ...conversation, event_counter: counter, updated_event: counter }, events };
}

/**
 * The number of the next event of a conversation, which is the first one that {@link withEvents} numbers. A rule needs it
 * before the decision, because the row that the event reports keeps it.
 */
export const nextEventNumber = ({ event_counter }: Pick<ConversationRow, 'event_counter'>): number =>
  event_counter + 1;

/** Numbers events that do not change the conversation itself. */
export const withEvents = (
  conversation: ConversationRow,
  events: readonly NewEvent<'conversation'>[],
  userEvents: readonly SubjectEvents[] = [],
): Decision => ({
  conversation: { ...conversation, event_counter: conversation.event_counter + events.length },
  events,
  userEvents,
});

/** Joins two decisions, of which the second was made on the conversation that the first one leaves. */
export function chain(first: Decision, second: Decision): Decision {
  if (second.conversation.event_counter !== first.conversation.event_counter + second.events.length)
    throw new Error('Invariant violated: a decision does not continue the one before it');
  return {
    conversation: second.conversation,
    events: [...first.events, ...second.events],
    userEvents: [...(first.userEvents ?? []), ...(second.userEvents ?? [])],
  };
}

const stateUpdated = (
  before: ConversationRow,
  after: ConversationRow,
  reason: 'API' | 'TIMER' | 'EVENT',
  now: number,
): NewEventOf<'onConversationStateUpdated'> => ({
  name: 'onConversationStateUpdated',
  properties: {
    // A timer's change reports no messaging service, as recorded.
    messaging_service_sid: reason === 'TIMER' ? null : after.messaging_service_sid,
    state_from: before.state,
    state_to: after.state,
    state_updated: instant(now),
    reason,
  },
});

/** The properties of a conversation in its events. */
export const snapshot = (conversation: ConversationRow): EventProperties<'onConversationUpdated'> => ({
  friendly_name: conversation.friendly_name,
  unique_name: conversation.unique_name,
  attributes: conversation.attributes,
  messaging_service_sid: conversation.messaging_service_sid,
  state: conversation.state,
  date_created: conversation.date_created,
  date_updated: conversation.date_updated,
});

/** The events of a decision, numbered up to the conversation's counter. */
export const subjectEvents = ({ conversation, events, userEvents = [] }: Decision): SubjectEvents[] => [
  ...userEvents,
  { conversationSid: conversation.sid, counter: conversation.event_counter, events },
];

import type { EventProperties, user, ValuesOf } from '@colloquy/contract';
import type { NewEvent, SubjectEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { isUnchanged, replaceIfGiven } from '../../rest/row-changes.ts';
import type { UserRow } from './store.ts';

/** What a rule decides: the user after the change, and the events that report the change. */
export interface UserDecision {
  readonly user: UserRow;
  /** Empty when nothing changes. */
  readonly events: readonly NewEvent<'user'>[];
}

interface CreateContext {
  readonly serviceId: number;
  readonly sid: string;
  readonly identity: string;
  readonly roleSid: string;
}

type Settings = Pick<ValuesOf<(typeof user.operations.update)['parameters']>, 'friendlyName' | 'attributes'>;

export function create(settings: Settings, context: CreateContext, now: number): UserDecision {
  const time = instant(now);
  const row = {
    service_id: context.serviceId,
    sid: context.sid,
    identity: context.identity,
    friendly_name: settings.friendlyName ?? null,
    attributes: settings.attributes ?? '{}',
    role_sid: context.roleSid,
    is_online: null,
    is_notifiable: null,
    date_created: time,
    date_updated: time,
    created_event: 1,
    updated_event: 1,
    event_counter: 1,
  };
  return { user: row, events: [{ name: 'onUserAdded', properties: snapshot(row) }] };
}

/** @param roleSid a role that has been checked; undefined keeps the user's role. */
export function update(
  before: UserRow,
  settings: Settings,
  roleSid: string | undefined,
  now: number,
): UserDecision {
  const after = {
    ...before,
    friendly_name: replaceIfGiven(settings.friendlyName, before.friendly_name),
    attributes: settings.attributes ?? before.attributes,
    role_sid: roleSid ?? before.role_sid,
  };
  return isUnchanged(before, after) ? { user: before, events: [] } : withEvent(after, 'onUserUpdated', now);
}

/** Whether a user has a session, and whether a device of theirs receives push notifications. */
export interface Reachability {
  readonly isOnline?: boolean;
  readonly isNotifiable?: boolean;
}

/** The user after a change of their reachability. The dates stay, because nobody has changed the user. */
export function setReachability(before: UserRow, { isOnline, isNotifiable }: Reachability): UserDecision {
  const after = {
    ...before,
    is_online: isOnline === undefined ? before.is_online : Number(isOnline),
    is_notifiable: isNotifiable === undefined ? before.is_notifiable : Number(isNotifiable),
  };
  if (isUnchanged(before, after)) return { user: before, events: [] };
  const counter = before.event_counter + 1;
  const user = { ...after, event_counter: counter, updated_event: counter };
  return { user, events: [{ name: 'onUserUpdated', properties: snapshot(user) }] };
}

export const remove = (before: UserRow, now: number): UserDecision => withEvent(before, 'onUserRemoved', now);

function withEvent(user: UserRow, name: 'onUserUpdated' | 'onUserRemoved', now: number): UserDecision {
  const counter = user.event_counter + 1;
  const row = { ...user, date_updated: instant(now), event_counter: counter, updated_event: counter };
  return { user: row, events: [{ name, properties: snapshot(row) }] };
}

/** The properties of a user in its events. */
export const snapshot = (user: UserRow): EventProperties<'onUserUpdated'> => ({
  identity: user.identity,
  friendly_name: user.friendly_name,
  attributes: user.attributes,
  role_sid: user.role_sid,
  is_online: user.is_online,
  is_notifiable: user.is_notifiable,
  date_created: user.date_created,
  date_updated: user.date_updated,
});

/** The events of a decision, numbered up to the user's counter. */
export const subjectEvents = ({ user, events }: UserDecision): SubjectEvents => ({
  userSid: user.sid,
  counter: user.event_counter,
  events,
});

import type { Access } from '../read-model/access.ts';
import type { SyncObject } from '../read-model/sync-object.ts';
import type { ViewScope } from '../read-model/view.ts';
import type { Session } from '../session/session.ts';

/** One session's subscription to an object. */
export interface Subscription {
  readonly session: Session;
  readonly object: WatchedObject;
  /** Whether the missed events have been sent, so that the session receives new ones as they come. */
  live: boolean;
  /** How the user may read the object, as it was found last. A subscription that is denied goes on when access returns. */
  access: Access | undefined;
  /** Whether it has been canceled, or replaced by a newer one. */
  ended: boolean;
  /** The event that the session has been sent everything up to: that of the object, or later. */
  sentTo: number;
}

/** An object that sessions of this process are subscribed to. */
export interface WatchedObject {
  readonly object: SyncObject;
  readonly scope: ViewScope;
  readonly subscriptions: Set<Subscription>;
  /** The event that all live subscriptions have been sent everything up to. */
  sentTo: number;
  /** The newest event of the log that this process has seen of the object. */
  seenTo: number;
  /** Counts the events of the log that have changed it: a replay that is overtaken by one reads again. */
  version: number;
}

export const watchedObject = (object: SyncObject, scope: ViewScope): WatchedObject => ({
  object,
  scope,
  subscriptions: new Set(),
  sentTo: 0,
  seenTo: 0,
  version: 0,
});

/** The service of a session, in which all objects are read. */
export const scopeOf = ({ user }: Pick<Session, 'user'>): ViewScope => ({
  account_sid: user.accountSid,
  chat_service_sid: user.serviceSid,
});

export function hasLive({ subscriptions }: WatchedObject): boolean {
  for (const { live } of subscriptions) if (live) return true;
  return false;
}

/** Those whose users have lost their access, and whose clients have not ended them. */
export const deniedSubscriptions = ({ subscriptions }: WatchedObject): Subscription[] =>
  [...subscriptions].filter(({ access }) => access === 'denied');

export const liveSubscriptions = ({ subscriptions }: WatchedObject): Subscription[] =>
  [...subscriptions].filter(({ live }) => live);

import { decodeProperties } from '../../events/decode-event.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { objectName, syncObject } from '../read-model/sync-object.ts';
import type { Change, ViewScope } from '../read-model/view.ts';
import type { Session } from '../session/session.ts';
import { encodeChanges, encodeDocumentRemoved } from './change-notifications.ts';
import type { Registry } from './registry.ts';
import type { Subscription } from './watched-object.ts';

/* What the hub does with subscriptions when participants come and go, and when a user or a conversation is deleted. */

/**
 * Stops the subscriptions of a participant who was removed.
 *
 * @returns those that have to be checked: the user may have come back, or have a role that shows the conversation.
 */
export function suspendMember(registry: Registry, scope: ViewScope, event: LoggedEvent): Subscription[] {
  // A replay in progress reads again, and finds whether the access has ended.
  for (const watched of registry.ofConversation(scope, event.conversation_sid ?? '')) watched.version++;
  const live = ofMember(registry, scope, event).filter((each) => each.live);
  for (const subscription of live) subscription.live = false;
  return live;
}

/** The subscriptions that can go on because their user has become a participant again. */
export const findDenied = (registry: Registry, scope: ViewScope, event: LoggedEvent): Subscription[] =>
  ofMember(registry, scope, event).filter(({ access }) => access === 'denied');

function ofMember(registry: Registry, scope: ViewScope, event: LoggedEvent): readonly Subscription[] {
  const { identity } = decodeProperties(event);
  if (typeof identity !== 'string') return [];
  return registry.ofMember(scope, event.conversation_sid ?? '', identity);
}

/** What becomes of the sessions with the identity of a user who was deleted. */
interface DeletedUser {
  /** Those that watch the conversations of the user, which are those of nobody now. */
  readonly ended: readonly Session[];
  /** Subscriptions that have to be checked. */
  readonly suspended: readonly Subscription[];
}

/** Stops the subscriptions of a user who was deleted, and ends those of others to the user. */
export function dropUser(registry: Registry, scope: ViewScope, event: LoggedEvent): DeletedUser {
  const { identity } = decodeProperties(event);
  const own = syncObject('conversations', event.user_sid ?? '');
  const ended: Session[] = [];
  const suspended: Subscription[] = [];
  for (const session of typeof identity === 'string' ? registry.sessionsOf(scope, identity) : []) {
    if (registry.findSubscription(session, own) !== undefined) {
      ended.push(session);
      continue;
    }
    for (const subscription of registry.subscriptionsOf(session)) {
      // A replay in progress reads again, and finds whether the access has ended.
      subscription.object.version++;
      if (!subscription.live) continue;
      subscription.live = false;
      suspended.push(subscription);
    }
  }
  for (const { name } of [own, syncObject('info', own.sid)])
    for (const subscription of registry.find(scope, name)?.subscriptions ?? []) registry.end(subscription);
  return { ended, suspended };
}

/** Notifies all that watch a conversation that it is gone: first their list of conversations, then the document. */
export function dropConversation(registry: Registry, scope: ViewScope, event: LoggedEvent): void {
  const { conversation_sid, position, number, time } = event;
  const sid = conversation_sid ?? '';
  const document = registry.find(scope, objectName('channel', sid));
  if (document !== undefined) {
    const removed = encodeDocumentRemoved(document.object, number ?? 0, time);
    for (const { session, access } of document.subscriptions) {
      if (access === 'denied') continue;
      for (const own of registry.subscriptionsOf(session)) {
        // A replay in progress must not be overtaken; its client learns of the removal by the document.
        if (own.object.object.part !== 'conversations' || !own.live) continue;
        own.sentTo = Math.max(position, own.sentTo);
        const removal: Change = { kind: 'removed', key: sid, event: own.sentTo, date: time };
        for (const { frame } of encodeChanges(own.object.object, [removal])) session.send(frame);
      }
      session.send(removed);
    }
  }
  for (const { subscriptions } of registry.ofConversation(scope, sid))
    for (const subscription of [...subscriptions]) registry.end(subscription);
}

import type { Storage } from '../../storage/storage.ts';
import { findAccess } from '../read-model/access.ts';
import { views } from '../read-model/views.ts';
import { encodeChanges } from './change-notifications.ts';
import type { Answer } from './subscription-answers.ts';
import { hasLive, type Subscription } from './watched-object.ts';

/** Changes that one query reads. */
export const maxChanges = 200;

/** With this much unsent, a replay is interrupted: a session that has left much more unread is dropped. */
const maxUnsentBytes = 256 * 1024;

/** `lost` if what followed the event cannot be known any more; `ended` for a subscription that has ended meanwhile. */
type ReplayResult = Answer | 'lost' | 'ended';

/**
 * Sends what has happened since an event until nothing is left, and makes the subscription live.
 *
 * @param canInterrupt whether a long replay may end before it is complete, because the client continues it.
 */
export async function replay(
  storage: Pick<Storage, 'read'>,
  subscription: Subscription,
  after: number,
  canInterrupt: boolean,
): Promise<ReplayResult> {
  const { session, object: watched } = subscription;
  const { object, scope } = watched;
  let replayed = 0;
  const established = (complete: boolean): Answer => ({
    kind: 'established',
    subscription,
    complete,
    replayed,
  });
  subscription.sentTo = after;
  // It may have ended while it waited.
  while (!subscription.ended) {
    const { version } = watched;
    const { access, changes } = await storage.read(async (reader) => {
      const { sid, part } = object;
      const changes = await views[part].changes(reader, scope, sid, subscription.sentTo, maxChanges);
      // Access is read last: a participant who is removed between the two queries gets nothing of what came after that.
      return { access: await findAccess(reader, scope, session.user.identity, object), changes };
    });
    if (subscription.ended) return 'ended';
    subscription.access = access;
    if (access === 'denied') return { kind: 'failed', reason: 'denied' };
    if (access === undefined || changes === undefined) return { kind: 'failed', reason: 'absent' };
    if (changes === 'lost' || changes.lastEvent < subscription.sentTo) return 'lost';
    for (const { frame, firstEvent, lastEvent } of encodeChanges(object, changes.changes)) {
      // Events with the same number must not be divided: a client that knows one of them does not get the others.
      const canEndHere = canInterrupt && firstEvent > subscription.sentTo;
      if (canEndHere && session.unsentBytes > maxUnsentBytes) return established(false);
      session.send(frame);
      subscription.sentTo = lastEvent;
    }
    subscription.sentTo = changes.lastEvent;
    replayed += changes.changes.length;
    if (changes.more && canInterrupt) return established(false);
    // An event that came meanwhile was sent to live subscriptions only.
    const isLive = hasLive(watched);
    if (changes.more || watched.version !== version || (isLive && subscription.sentTo < watched.sentTo))
      continue;
    if (!isLive) watched.sentTo = subscription.sentTo;
    subscription.live = true;
    return established(true);
  }
  return 'ended';
}

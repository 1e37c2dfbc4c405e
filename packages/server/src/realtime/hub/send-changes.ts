import type { Reader, Storage } from '../../storage/storage.ts';
import { findAccess } from '../read-model/access.ts';
import { findFormerMembers } from '../read-model/roster-map.ts';
import { parts, type SyncObject } from '../read-model/sync-object.ts';
import type { Changes } from '../read-model/view.ts';
import { views } from '../read-model/views.ts';
import { encodeChanges } from './change-notifications.ts';
import { maxChanges } from './replay.ts';
import { hasLive, liveSubscriptions, type Subscription, type WatchedObject } from './watched-object.ts';

/** What one reading of a changed object has found. */
interface Found {
  readonly changes: Changes | 'lost' | undefined;
  /** Identities that may have lost their access in between. */
  readonly former: ReadonlySet<string>;
  /** Identities whose access is by role, as it was after the changes were read. */
  readonly allowed: ReadonlySet<string>;
}

/** What was sent of a changed object. */
interface SentChanges {
  /** Whether the object is behind what has been sent of it before. */
  readonly isLost: boolean;
  /** Subscriptions that got nothing, because their access has to be checked. */
  readonly suspended: readonly Subscription[];
  /** To all sessions together. */
  readonly frames: number;
  /** Changes, each session counted. */
  readonly events: number;
}

/** Sends a changed object to its live subscriptions. */
export async function sendChanges(
  storage: Pick<Storage, 'read'>,
  watched: WatchedObject,
): Promise<SentChanges> {
  const suspended: Subscription[] = [];
  let [isLost, frames, events] = [false, 0, 0];
  while (hasLive(watched)) {
    const from = watched.sentTo;
    const found = await storage.read((reader) => find(reader, watched, from));
    const { changes } = found;
    if (changes === undefined) break;
    // All live subscriptions have ended meanwhile, and others have begun, which know more.
    if (watched.sentTo !== from) continue;
    isLost = changes === 'lost' || changes.lastEvent < from;
    if (changes === 'lost' || isLost) break;
    const sent = send(watched, changes, found);
    suspended.push(...sent.suspended);
    frames += sent.frames;
    events += sent.events;
    watched.sentTo = changes.lastEvent;
    if (!changes.more) break;
  }
  return { isLost, suspended, frames, events };
}

async function find(reader: Reader, watched: WatchedObject, from: number): Promise<Found> {
  const { object, scope, seenTo } = watched;
  const changes = await views[object.part].changes(reader, scope, object.sid, from, maxChanges);
  // The rows can be ahead of the log that this process has read, and so of the removals that it knows.
  const isAhead = typeof changes === 'object' && changes.lastEvent > seenTo && isOfConversation(object);
  const former = isAhead ? await findFormerMembers(reader, scope, object.sid, from) : new Set<string>();
  return { changes, former, allowed: await findAllowedByRole(reader, watched) };
}

/** The identities whose access is by role and has not ended. */
async function findAllowedByRole(reader: Reader, watched: WatchedObject): Promise<Set<string>> {
  const byRole = liveSubscriptions(watched).filter(({ access }) => access === 'by-role');
  const allowed = new Set<string>();
  for (const identity of new Set(byRole.map(({ session }) => session.user.identity))) {
    const access = await findAccess(reader, watched.scope, identity, watched.object);
    if (access !== undefined && access !== 'denied') allowed.add(identity);
  }
  return allowed;
}

const isOfConversation = ({ part }: SyncObject): boolean => parts[part].prefix === 'CH';

function send(watched: WatchedObject, { changes, lastEvent }: Changes, { former, allowed }: Found) {
  const encoded = encodeChanges(watched.object, changes);
  const suspended: Subscription[] = [];
  let [frames, events] = [0, 0];
  for (const subscription of liveSubscriptions(watched)) {
    const { session, sentTo, access } = subscription;
    const { identity } = session.user;
    if (former.has(identity) || (access === 'by-role' && !allowed.has(identity))) {
      subscription.live = false;
      suspended.push(subscription);
      continue;
    }
    // One that has become live after this was read was sent a part of it by its replay.
    const isBehind = sentTo <= watched.sentTo;
    const missed = isBehind ? changes : changes.filter(({ event }) => event > sentTo);
    const own = isBehind ? encoded : encodeChanges(watched.object, missed);
    for (const { frame } of own) session.send(frame);
    subscription.sentTo = Math.max(sentTo, lastEvent);
    frames += own.length;
    events += missed.length;
  }
  return { suspended, frames, events };
}

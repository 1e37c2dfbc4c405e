import { conversationParts, objectName, type SyncObject, syncObject } from '../read-model/sync-object.ts';
import type { ViewScope } from '../read-model/view.ts';
import type { Session } from '../session/session.ts';
import { type Subscription, scopeOf, type WatchedObject, watchedObject } from './watched-object.ts';

/** Which sessions of this process exist, and which of them watch which objects. */
export class Registry {
  readonly #watched = new Map<string, WatchedObject>();
  readonly #bySession = new Map<Session, Map<string, Subscription>>();
  readonly #byIdentity = new Map<string, Set<Session>>();
  /** The number of sessions in each service that has any. */
  readonly #byService = new Map<string, number>();

  /** The number of subscriptions of all sessions. */
  get subscriptionCount(): number {
    let count = 0;
    for (const subscriptions of this.#bySession.values()) count += subscriptions.size;
    return count;
  }

  get sessions(): readonly Session[] {
    return [...this.#bySession.keys()];
  }

  get watched(): Iterable<WatchedObject> {
    return this.#watched.values();
  }

  add(session: Session): void {
    const key = identityKey(scopeOf(session), session.user.identity);
    const sessions = this.#byIdentity.get(key) ?? new Set();
    this.#byIdentity.set(key, sessions.add(session));
    this.#bySession.set(session, new Map());
    this.#count(session, 1);
  }

  /** Ends all subscriptions of a session that is closed. */
  remove(session: Session): void {
    for (const subscription of this.subscriptionsOf(session)) this.end(subscription);
    if (this.#bySession.delete(session)) this.#count(session, -1);
    const key = identityKey(scopeOf(session), session.user.identity);
    const sessions = this.#byIdentity.get(key);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#byIdentity.delete(key);
  }

  hasSessionsIn({ chat_service_sid }: ViewScope): boolean {
    return this.#byService.has(chat_service_sid);
  }

  /** The sessions of an identity. */
  sessionsOf(scope: ViewScope, identity: string): Iterable<Session> {
    return this.#byIdentity.get(identityKey(scope, identity)) ?? [];
  }

  subscriptionsOf(session: Session): readonly Subscription[] {
    return [...(this.#bySession.get(session)?.values() ?? [])];
  }

  /** The event up to which a session has been told what becomes of its user's conversations, if it watches them. */
  listSentTo(session: Session): number | undefined {
    const subscriptions = this.#bySession.get(session)?.values();
    return subscriptions?.find(({ object }) => object.object.part === 'conversations')?.sentTo;
  }

  /** The number of objects that a session watches, and the names of up to `max` of them. */
  describeSubscriptions(session: Session, max: number) {
    const subscriptions = this.#bySession.get(session);
    return { count: subscriptions?.size ?? 0, names: [...(subscriptions?.keys().take(max) ?? [])] };
  }

  findSubscription(session: Session, { name }: SyncObject): Subscription | undefined {
    return this.#bySession.get(session)?.get(name);
  }

  find(scope: ViewScope, name: string): WatchedObject | undefined {
    return this.#watched.get(watchedKey(scope, name));
  }

  /** The objects of a conversation that are watched. */
  ofConversation(scope: ViewScope, sid: string): readonly WatchedObject[] {
    return conversationParts.flatMap((part) => this.find(scope, objectName(part, sid)) ?? []);
  }

  /** The subscriptions of an identity to the objects of a conversation. */
  ofMember(scope: ViewScope, sid: string, identity: string): readonly Subscription[] {
    const objects = conversationParts.map((part) => syncObject(part, sid));
    return [...this.sessionsOf(scope, identity)].flatMap((session) =>
      objects.flatMap((object) => this.findSubscription(session, object) ?? []),
    );
  }

  /**
   * Adds a subscription that is not live yet, in place of an earlier one.
   *
   * @returns undefined for a session that is closed, or has as many subscriptions as it may have.
   */
  subscribe(session: Session, object: SyncObject, maxSubscriptions: number): Subscription | undefined {
    this.end(this.findSubscription(session, object));
    const own = this.#bySession.get(session);
    if (own === undefined || own.size >= maxSubscriptions) return undefined;
    const scope = scopeOf(session);
    const watched = this.find(scope, object.name) ?? watchedObject(object, scope);
    this.#watched.set(watchedKey(scope, object.name), watched);
    const subscription: Subscription = {
      session,
      object: watched,
      live: false,
      access: undefined,
      ended: false,
      sentTo: 0,
    };
    watched.subscriptions.add(subscription);
    own.set(object.name, subscription);
    return subscription;
  }

  end(subscription: Subscription | undefined): void {
    if (subscription === undefined || subscription.ended) return;
    const { session, object: watched } = subscription;
    subscription.ended = true;
    subscription.live = false;
    watched.subscriptions.delete(subscription);
    if (watched.subscriptions.size === 0)
      this.#watched.delete(watchedKey(watched.scope, watched.object.name));
    this.#bySession.get(session)?.delete(watched.object.name);
  }

  #count({ user: { serviceSid } }: Session, change: 1 | -1): void {
    const count = (this.#byService.get(serviceSid) ?? 0) + change;
    if (count === 0) this.#byService.delete(serviceSid);
    else this.#byService.set(serviceSid, count);
  }
}

const watchedKey = ({ chat_service_sid }: ViewScope, name: string): string => `${chat_service_sid}/${name}`;

const identityKey = ({ chat_service_sid }: ViewScope, identity: string): string =>
  `${chat_service_sid}/${identity}`;

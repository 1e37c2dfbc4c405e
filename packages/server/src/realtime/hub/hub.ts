import { decodeProperties } from '../../events/decode-event.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { LogTail } from '../../events/log-tail.ts';
import { CoalescingRunner } from '../../platform/coalescing-runner.ts';
import type { Storage } from '../../storage/storage.ts';
import { encodeNotification } from '../codec/notification.ts';
import { mayRead } from '../read-model/access.ts';
import { objectName, type SyncObject } from '../read-model/sync-object.ts';
import type { Change, Changes, ViewScope } from '../read-model/view.ts';
import { views } from '../read-model/views.ts';
import type { Session } from '../session/session.ts';
import { changePayloads, documentRemoved, syncEvent } from './change-notifications.ts';
import { changedObjects } from './changed-objects.ts';
import { Registry } from './registry.ts';
import { type Answer, answerPayloads } from './subscription-answers.ts';
import { hasLive, type Subscription, type WatchedObject } from './watched-object.ts';

/** Changes that one query reads. A longer replay is interrupted, and the client continues it. */
const maxChanges = 200;

/** The delay after an error before the log is read again. */
const retryDelayMs = 1000;

/** Ends a session whose copy of an object cannot be continued: only a new client begins with new copies. */
const cannotContinue = {
  code: 406,
  status: 'NOT_ACCEPTABLE',
  description: 'The client has to start anew',
} as const;

interface HubOptions {
  readonly storage: Pick<Storage, 'read'>;
  readonly tail: Pick<LogTail, 'head' | 'read' | 'onEvents'>;
  readonly maxSubscriptionsPerSession: number;
  readonly onError: (error: unknown) => void;
}

/** A request to watch an object from an event on. */
export interface WatchRequest {
  readonly object: SyncObject;
  /** The last event that the client knows. */
  readonly after: number;
}

/**
 * Sends the changes that the log announces to the sessions that watch the objects. A change is read once and encoded
 * once, for all sessions.
 */
export class Hub {
  readonly #storage: HubOptions['storage'];
  readonly #tail: HubOptions['tail'];
  readonly #maxSubscriptions: number;
  readonly #registry = new Registry();
  readonly #changed = new Set<WatchedObject>();
  readonly #runner: CoalescingRunner;
  #position = 0;
  #stopListening = () => {};

  constructor({ storage, tail, maxSubscriptionsPerSession, onError }: HubOptions) {
    this.#storage = storage;
    this.#tail = tail;
    this.#maxSubscriptions = maxSubscriptionsPerSession;
    this.#runner = new CoalescingRunner(
      () => this.#readLog(),
      (error) => {
        onError(error);
        setTimeout(() => void this.#runner.run(), retryDelayMs).unref();
      },
    );
  }

  start(): void {
    this.#position = this.#tail.head;
    this.#stopListening = this.#tail.onEvents(() => void this.#runner.run());
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#runner.stop();
  }

  get subscriptionCount(): number {
    return this.#registry.subscriptionCount;
  }

  /** Resolves when every event that the log tail knows has been sent. */
  settle(): Promise<void> {
    return this.#runner.run();
  }

  /** Begins to know a session, whose token was accepted. */
  add(session: Session): void {
    this.#registry.add(session);
  }

  /** Ends all subscriptions of a session that is closed. */
  remove(session: Session): void {
    this.#registry.remove(session);
  }

  /** The sessions of an identity in this process. */
  sessionsOf(scope: ViewScope, identity: string): Iterable<Session> {
    return this.#registry.sessionsOf(scope, identity);
  }

  /** Subscribes a session to objects, sends what it has missed, and then the answers. */
  async watch(session: Session, requests: readonly WatchRequest[], correlationId: number): Promise<void> {
    const answers = await Promise.all(
      requests.map(async (request) => [request.object, await this.#watch(session, request)] as const),
    );
    this.#answer(session, correlationId, answers);
  }

  /** Ends subscriptions, as the client wants it. */
  unwatch(session: Session, objects: readonly SyncObject[], correlationId: number): void {
    for (const object of objects) this.#registry.end(this.#registry.findSubscription(session, object));
    this.#answer(
      session,
      correlationId,
      objects.map((object) => [object, { kind: 'canceled' }] as const),
    );
  }

  #answer(
    session: Session,
    correlationId: number,
    answers: readonly (readonly [SyncObject, Answer | undefined])[],
  ): void {
    const given = answers.flatMap(([object, answer]) =>
      answer === undefined ? [] : [[object, answer] as const],
    );
    for (const payload of answerPayloads(correlationId, given))
      session.send(encodeNotification(syncEvent, payload));
  }

  /** Resolves with undefined for a subscription that has ended meanwhile, which needs no answer. */
  async #watch(session: Session, { object, after }: WatchRequest): Promise<Answer | undefined> {
    const subscription = this.#registry.subscribe(session, object, this.#maxSubscriptions);
    if (subscription === undefined) return { kind: 'failed', status: 429 };
    try {
      const answer = await this.#replay(subscription, after);
      if (!subscription.live) this.#registry.end(subscription);
      return answer;
    } catch (error) {
      // Without an answer the client asks again.
      this.#registry.end(subscription);
      throw error;
    }
  }

  /** Sends what has happened since an event until nothing is left, and makes the subscription live. */
  async #replay(subscription: Subscription, after: number): Promise<Answer | undefined> {
    const { session, object: watched } = subscription;
    const { object, scope } = watched;
    for (let position = after; ; ) {
      const version = watched.version;
      const { access, changes } = await this.#storage.read(async (reader) => {
        const access = await mayRead(reader, scope, session.user.identity, object);
        const { sid, part } = object;
        return {
          access,
          changes: access ? await views[part].changes(reader, scope, sid, position, maxChanges) : undefined,
        };
      });
      if (subscription.ended) return undefined;
      if (access === false) return { kind: 'failed', status: 403 };
      if (changes === undefined) return { kind: 'failed', status: 404 };
      if (changes === 'lost' || changes.lastEvent < position) {
        session.close(cannotContinue);
        return undefined;
      }
      for (const frame of encode(object, changes.changes)) session.send(frame);
      position = changes.lastEvent;
      if (changes.more) return { kind: 'established', lastEvent: position, complete: false };
      // An event that came meanwhile was sent to live subscriptions only.
      if (watched.version !== version || position < liveSentTo(watched)) continue;
      if (!hasLive(watched)) watched.sentTo = position;
      subscription.live = true;
      return { kind: 'established', lastEvent: position, complete: true };
    }
  }

  async #readLog(): Promise<void> {
    // The database has been restored, or reset.
    if (this.#tail.head < this.#position) this.#position = this.#tail.head;
    for (;;) {
      const events = await this.#tail.read(this.#position);
      const [first] = events;
      if (first === undefined) break;
      // Events between were deleted before this process has seen them.
      if (first.position > this.#position + 1)
        for (const watched of this.#registry.watched) this.#touch(watched);
      for (const event of events) this.#see(event);
      this.#position = events.at(-1)?.position ?? this.#position;
      await this.#sendChanges();
    }
    await this.#sendChanges();
  }

  #see(event: LoggedEvent): void {
    const scope = { account_sid: event.account_sid, chat_service_sid: event.service_sid };
    if (event.name === 'onParticipantRemoved') this.#dropMember(scope, event);
    if (event.name === 'onConversationRemoved') this.#dropConversation(scope, event);
    for (const name of changedObjects(event)) {
      const watched = this.#registry.find(scope, name);
      if (watched !== undefined) this.#touch(watched);
    }
  }

  #touch(watched: WatchedObject): void {
    watched.version++;
    this.#changed.add(watched);
  }

  /** A removed participant is sent nothing more of the conversation. The client cancels its subscriptions itself. */
  #dropMember(scope: ViewScope, event: LoggedEvent): void {
    const { identity } = decodeProperties(event);
    for (const { subscriptions } of this.#registry.ofConversation(scope, event.conversation_sid ?? ''))
      for (const subscription of [...subscriptions])
        if (subscription.session.user.identity === identity) this.#registry.end(subscription);
  }

  /** Tells all that watch a conversation that it is gone: first their list of conversations, then the document. */
  #dropConversation(scope: ViewScope, { conversation_sid, position, number, time }: LoggedEvent): void {
    const sid = conversation_sid ?? '';
    const document = this.#registry.find(scope, objectName('channel', sid));
    if (document !== undefined) {
      const removed = encodeNotification(syncEvent, documentRemoved(document.object, number ?? 0, time));
      const removal: Change = { kind: 'removed', key: sid, event: position, date: time };
      for (const { session } of document.subscriptions) {
        for (const { object: own } of this.#registry.subscriptionsOf(session))
          if (own.object.part === 'conversations')
            for (const frame of encode(own.object, [removal])) session.send(frame);
        session.send(removed);
      }
    }
    for (const { subscriptions } of this.#registry.ofConversation(scope, sid))
      for (const subscription of [...subscriptions]) this.#registry.end(subscription);
  }

  async #sendChanges(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    await Promise.all(
      changed.map((watched) =>
        this.#send(watched).catch((error: unknown) => {
          // It is sent with the next change, or when the client subscribes again.
          this.#changed.add(watched);
          throw error;
        }),
      ),
    );
  }

  /** Sends a changed object to its live subscriptions. */
  async #send(watched: WatchedObject): Promise<void> {
    const { object, scope } = watched;
    for (let more = true; more && hasLive(watched); ) {
      const changes: Changes | 'lost' | undefined = await this.#storage.read((reader) =>
        views[object.part].changes(reader, scope, object.sid, watched.sentTo, maxChanges),
      );
      if (changes === undefined) return;
      if (changes === 'lost' || changes.lastEvent < watched.sentTo) {
        for (const { session } of watched.subscriptions) session.close(cannotContinue);
        return;
      }
      const frames = encode(object, changes.changes);
      for (const { session, live } of watched.subscriptions)
        if (live) for (const frame of frames) session.send(frame);
      watched.sentTo = changes.lastEvent;
      more = changes.more;
    }
  }
}

const encode = (object: SyncObject, changes: readonly Change[]): Buffer[] =>
  changePayloads(object, changes).map((payload) => encodeNotification(syncEvent, payload));

/** The event up to which live subscriptions have been sent everything; 0 without one. */
const liveSentTo = (watched: WatchedObject): number => (hasLive(watched) ? watched.sentTo : 0);

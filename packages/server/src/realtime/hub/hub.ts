import type { LoggedEvent } from '../../events/event-log.ts';
import type { LogTail } from '../../events/log-tail.ts';
import { KeyedMutex } from '../../platform/keyed-mutex.ts';
import type { Storage } from '../../storage/storage.ts';
import type { SyncObject } from '../read-model/sync-object.ts';
import type { ViewScope } from '../read-model/view.ts';
import type { Session } from '../session/session.ts';
import { changedObjects } from './changed-objects.ts';
import { cannotContinue, hasForeignObjects, hasToResume } from './close-statuses.ts';
import { LogReader } from './log-reader.ts';
import { dropConversation, dropUser, findDenied, suspendMember } from './membership-events.ts';
import { Registry } from './registry.ts';
import { replay } from './replay.ts';
import { ReplaySlots } from './replay-slots.ts';
import { sendChanges } from './send-changes.ts';
import { type Answer, askAgain, isDenial, sendAnswers } from './subscription-answers.ts';
import { deniedSubscriptions, type Subscription, type WatchedObject } from './watched-object.ts';

/** What operators want to know. */
interface HubMetrics {
  /** Counts changes that sessions which are up to date were sent, each session counted. */
  readonly countSessionEvents: (events: number) => void;
  /** Observes how many changes a session was sent when it subscribed to an object. */
  readonly observeReplay: (events: number) => void;
  /** Counts a session that was ended because its copy of an object cannot be continued. */
  readonly countResumeFailure: () => void;
}

interface HubOptions {
  readonly storage: Pick<Storage, 'read'>;
  readonly tail: Pick<LogTail, 'head' | 'read' | 'onEvents'>;
  readonly maxSubscriptionsPerSession: number;
  readonly metrics: HubMetrics;
  readonly onError: (error: unknown) => void;
}

/** Sends the answers to a request for subscriptions. To be called after the reply to the request. */
type SendAnswers = () => void;

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
  readonly #maxSubscriptions: number;
  readonly #registry = new Registry();
  readonly #changed = new Set<WatchedObject>();
  /** Subscriptions that become live, again, if their users have access. */
  readonly #suspended = new Set<Subscription>();
  /** One request for subscriptions of a session at a time, so that its replays are bounded, and in order. */
  readonly #turns = new KeyedMutex();
  readonly #replays = new ReplaySlots();
  readonly #metrics: HubMetrics;
  readonly #onError: HubOptions['onError'];
  readonly #log: LogReader;

  constructor({ storage, tail, maxSubscriptionsPerSession, metrics, onError }: HubOptions) {
    this.#storage = storage;
    this.#maxSubscriptions = maxSubscriptionsPerSession;
    this.#metrics = metrics;
    this.#onError = onError;
    this.#log = new LogReader({
      tail,
      onEvent: (event) => this.#see(event),
      // Sessions know events that have not happened.
      onRestored: () => {
        for (const session of this.#registry.sessions) this.#endUnresumable(session);
      },
      onGap: () => {
        for (const session of this.#registry.sessions) session.close(hasToResume);
      },
      send: () => this.#sendChanges(),
      onError,
    });
  }

  start(): void {
    this.#log.start();
  }

  stop(): Promise<void> {
    return this.#log.stop();
  }

  get subscriptionCount(): number {
    return this.#registry.subscriptionCount;
  }

  /** What a session watches: the number of objects, and the names of up to `max` of them. */
  describeSubscriptions(session: Session, max: number) {
    return this.#registry.describeSubscriptions(session, max);
  }

  /** Resolves when every event that the log tail knows has been sent. */
  settle(): Promise<void> {
    return this.#log.read();
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

  /** Whether this process has sessions in a service. */
  hasSessionsIn(scope: ViewScope): boolean {
    return this.#registry.hasSessionsIn(scope);
  }

  /** Subscribes a session to objects, and sends what it has missed. Resolves with the function that sends the answers. */
  watch(session: Session, requests: readonly WatchRequest[], correlationId: number): Promise<SendAnswers> {
    return this.#turns.run(session.sid, async () => {
      const listSentTo = this.#registry.listSentTo(session);
      const results = await Promise.allSettled(
        requests.map(async (request) => ({ request, answer: await this.#watch(session, request) })),
      );
      // Without an answer the client asks again.
      const answered = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      if (answered.some(({ answer }) => isDenial(answer)) && session.hasChangedUser)
        session.close(hasForeignObjects);
      for (const each of results) if (each.status === 'rejected') this.#onError(each.reason);
      return () => {
        // A client that has been told that its user is back, and then that an object is absent, would not ask for it again.
        const isOutdated = this.#registry.listSentTo(session) !== listSentTo;
        const answers = answered.map(({ request: { object, after }, answer }) => {
          return [object, isOutdated && isDenial(answer) ? askAgain(after) : answer] as const;
        });
        sendAnswers(session, correlationId, answers);
      };
    });
  }

  /** Ends subscriptions, as the client wants it. Resolves with the function that sends the answers. */
  unwatch(session: Session, objects: readonly SyncObject[], correlationId: number): Promise<SendAnswers> {
    return this.#turns.run(session.sid, async () => {
      for (const object of objects) this.#registry.end(this.#registry.findSubscription(session, object));
      const answers = objects.map((object) => [object, { kind: 'canceled' }] as const);
      return () => sendAnswers(session, correlationId, answers);
    });
  }

  /** Resolves with undefined for a subscription that needs no answer: it has been replaced, or its session has ended. */
  async #watch(session: Session, { object, after }: WatchRequest): Promise<Answer | undefined> {
    const subscription = this.#registry.subscribe(session, object, this.#maxSubscriptions);
    if (subscription === undefined) return { kind: 'failed', reason: 'too-many' };
    try {
      const result = await this.#replay(subscription, after, true);
      if (result === 'ended') return this.#answerEnded(subscription);
      if (!subscription.live) this.#registry.end(subscription);
      if (result === 'lost' || isOfDeletedUser(object, result)) {
        this.#endUnresumable(session);
        return undefined;
      }
      if (result.kind === 'established') this.#metrics.observeReplay(result.replayed);
      return result;
    } catch (error) {
      this.#registry.end(subscription);
      throw error;
    }
  }

  /**
   * The answer to a subscription that has ended before it was established. Unless a newer one has taken its place, its
   * conversation has been deleted: without an answer, the client would wait until it asks again.
   */
  #answerEnded({ session, object: { object } }: Subscription): Answer | undefined {
    const isReplaced = this.#registry.findSubscription(session, object) !== undefined;
    return isReplaced ? undefined : { kind: 'failed', reason: 'absent' };
  }

  /**
   * Continues a suspended subscription if its user has access. Otherwise it stays, and sends nothing: its client, which
   * cannot be told, would not subscribe again when the access comes back.
   */
  async #resume(subscription: Subscription): Promise<void> {
    const { session, sentTo } = subscription;
    try {
      const result = await this.#replay(subscription, sentTo, false);
      if (!subscription.live && subscription.access !== 'denied') this.#registry.end(subscription);
      if (result === 'lost') this.#endUnresumable(session);
    } catch (error) {
      session.close(hasToResume);
      throw error;
    }
  }

  #replay(subscription: Subscription, after: number, canInterrupt: boolean): ReturnType<typeof replay> {
    return this.#replays.run(subscription.session.user.accountSid, () =>
      replay(this.#storage, subscription, after, canInterrupt),
    );
  }

  async #see(event: LoggedEvent): Promise<void> {
    const scope = { account_sid: event.account_sid, chat_service_sid: event.service_sid };
    const { number, position } = event;
    for (const name of changedObjects(event)) {
      const watched = this.#registry.find(scope, name);
      if (watched === undefined) continue;
      watched.version++;
      const counted = watched.object.part === 'conversations' ? position : (number ?? 0);
      watched.seenTo = Math.max(watched.seenTo, counted);
      this.#changed.add(watched);
    }
    for (const subscription of this.#stopFor(scope, event)) this.#suspended.add(subscription);
    if (event.name !== 'onConversationRemoved') return;
    // What happened before must be sent before: a client that has missed it would not ask for it again.
    await this.#sendChanges();
    dropConversation(this.#registry, scope, event);
  }

  /** Stops what an event ends. Returns the subscriptions whose access has to be checked. */
  #stopFor(scope: ViewScope, event: LoggedEvent): readonly Subscription[] {
    if (event.name === 'onParticipantRemoved') return suspendMember(this.#registry, scope, event);
    if (event.name === 'onParticipantAdded') return findDenied(this.#registry, scope, event);
    if (event.name !== 'onUserRemoved') return [];
    const { ended, suspended } = dropUser(this.#registry, scope, event);
    for (const session of ended) this.#endUnresumable(session);
    return suspended;
  }

  /** Resolves with the number of frames that all sessions together were sent. */
  async #sendChanges(): Promise<number> {
    let frames = 0;
    while (this.#changed.size > 0 || this.#suspended.size > 0) {
      const [changed, suspended] = [[...this.#changed], [...this.#suspended]];
      this.#changed.clear();
      this.#suspended.clear();
      // All of them end before the next round begins, so that no two of them send the same object.
      const results = await Promise.allSettled([
        ...changed.map(async (watched) => {
          frames += await this.#send(watched);
        }),
        ...suspended.map((subscription) => this.#resume(subscription)),
      ]);
      throwFirstError(results);
    }
    return frames;
  }

  async #send(watched: WatchedObject): Promise<number> {
    try {
      const { isLost, suspended, frames, events } = await sendChanges(this.#storage, watched);
      if (isLost) for (const { session } of watched.subscriptions) this.#endUnresumable(session);
      for (const subscription of suspended) this.#suspended.add(subscription);
      // A role that shows documents is given without an event.
      if (watched.object.part === 'channel')
        for (const subscription of deniedSubscriptions(watched)) this.#suspended.add(subscription);
      this.#metrics.countSessionEvents(events);
      return frames;
    } catch (error) {
      // It is sent with the next change, or when the client subscribes again.
      this.#changed.add(watched);
      throw error;
    }
  }

  #endUnresumable(session: Session): void {
    session.close(cannotContinue);
    this.#metrics.countResumeFailure();
  }
}

/** A client learns the name of its user's conversations from the server, so that they existed before. */
const isOfDeletedUser = ({ part }: SyncObject, answer: Answer): boolean =>
  part === 'conversations' && answer.kind === 'failed' && answer.reason === 'absent';

function throwFirstError(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

import type { Clock } from '../../platform/clock.ts';
import { CoalescingRunner } from '../../platform/coalescing-runner.ts';
import { instant } from '../../platform/instant.ts';
import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';
import type { Storage } from '../../storage/storage.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import { Breaker } from './breaker.ts';
import { findDueOrigins, type LeasedDelivery, leaseLanes, releaseLease } from './lease.ts';
import { recordAttempt } from './record-attempt.ts';

/** Requests that are under way at the same time: to one server, and in all. */
const maxRequests = { perOrigin: 16, inTotal: 512 };
/** Lines that are worked at: more, since what has been answered has to be written, and others are ready then. */
const maxLanes = { perOrigin: 48, inTotal: 1024 };
/** Room that a look is worth while there are lines enough to go on with. */
const minLeaseBatch = 16;
/** Deliveries after which a line gets behind the others, when there is not room for all. */
const maxDeliveriesPerTurn = 5;
/** Milliseconds between two looks, of real time: what others have left is found even if nobody tells. */
const pollIntervalMs = 1000;
/** Milliseconds of real time that whoever waits for quiet waits at most: where others always make more, it never is. */
const settleTimeoutMs = 300_000;
/** Milliseconds after which what a server that is down was to be told is given up. */
const maxOutageMs = 600_000;

interface DispatcherOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Makes one attempt; never rejects. */
  readonly attemptDelivery: (leased: LeasedDelivery) => Promise<AttemptOutcome>;
  /** Told of each attempt, and of each delivery that is given up. */
  readonly onAttempt: (outcome: AttemptOutcome) => void;
  readonly onError: (error: unknown) => void;
  /** From 0 to 1. */
  readonly randomFraction: () => number;
}

/**
 * Sends what is due, over and over. Lines go on side by side, each in its order; of several processes, each takes
 * lines that no other works at. A server that does not answer fills only its own share.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #poller: CoalescingRunner;
  /** Lanes under way, by the server that they go to. */
  readonly #lanesByOrigin = new Map<string, Set<number>>();
  readonly #breaker = new Breaker();
  readonly #semaphores = {
    perOrigin: new KeyedSemaphore(maxRequests.perOrigin),
    inTotal: new KeyedSemaphore(maxRequests.inTotal),
  };
  /** Where the last look ended for want of room; the next goes on there, so that each server has its turn. */
  #lastOrigin = '';
  /** Whether the last look has left something for want of room. */
  #isSaturated = false;
  /** How many of these have failed by our own fault, and rest. */
  #failingCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  /** Those who wait for a place among the requests. */
  readonly #slotWaiters = new Set<() => void>();
  /** Those who wait for a line to end. */
  readonly #laneEndListeners = new Set<() => void>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#poller = new CoalescingRunner(() => this.#poll(), options.onError);
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), pollIntervalMs).unref();
    this.wake();
  }

  /** Looks for what is due. */
  wake(): void {
    void this.#poller.run();
  }

  /** Sends all that is due now, whatever comes of it; what comes due again later waits. */
  async settle(): Promise<void> {
    const end = performance.now() + settleTimeoutMs;
    do await this.#poller.run();
    while (await this.#waitForLaneEnd(end - performance.now()));
  }

  /** Ends what is under way, and begins nothing more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    // What waits for a place is left to others.
    for (const acquire of this.#slotWaiters) acquire();
    await this.#poller.stop();
    while (await this.#waitForLaneEnd());
  }

  /** Whether one of the lines under way has ended; false when there is none, or when it takes too long. */
  #waitForLaneEnd(timeoutMs?: number): Promise<boolean> {
    if (this.#countLanes() <= this.#failingCount) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const onLaneEnd = () => resolve(true);
    this.#laneEndListeners.add(onLaneEnd);
    const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs, false);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#laneEndListeners.delete(onLaneEnd);
    });
  }

  #countLanes(): number {
    let count = 0;
    for (const lanes of this.#lanesByOrigin.values()) count += lanes.size;
    return count;
  }

  async #poll(): Promise<void> {
    const { storage, clock } = this.#options;
    const found = await findDueOrigins(storage, clock.now());
    const origins = found.map(({ origin }) => origin);
    this.#breaker.retainOnly(origins);
    const next = Math.max(
      origins.findIndex((origin) => origin > this.#lastOrigin),
      0,
    );
    const rotation = [...found.slice(next), ...found.slice(0, next)].filter(({ due }) => due === 1);
    this.#isSaturated = false;
    // There is always some left for one that comes to be told of something.
    const share = Math.floor(maxLanes.inTotal / (rotation.length + 1)) || 1;
    for (const { origin } of rotation) {
      if (this.#isStopped) return;
      const inProgress = this.#lanesByOrigin.get(origin) ?? new Set<number>();
      const available = Math.min(
        Math.min(maxLanes.perOrigin, share) - inProgress.size,
        maxLanes.inTotal - this.#countLanes(),
      );
      const capacity =
        available < minLeaseBatch && inProgress.size > 0
          ? 0
          : this.#breaker.capacity(origin, clock.now(), available, inProgress.size);
      const now = clock.now();
      const leased =
        capacity <= 0 ? [] : await leaseLanes(storage, { origin, now, due: now, capacity, inProgress });
      // One that is down, and is not being tried just now, wants no room.
      const isResting = capacity <= 0 && inProgress.size === 0 && !this.#breaker.isUp(origin);
      if (leased.length >= capacity && !isResting) this.#isSaturated = true;
      const overdue = isResting
        ? await leaseLanes(storage, { origin, now, due: now - maxOutageMs, capacity: available, inProgress })
        : [];
      if (leased.length + overdue.length === 0) continue;
      this.#lastOrigin = origin;
      this.#lanesByOrigin.set(origin, inProgress);
      for (const each of leased) this.#trackLane(each.lane, inProgress, this.#deliverLane(each));
      for (const each of overdue) this.#trackLane(each.lane, inProgress, this.#deadLetterLane(each));
    }
  }

  #trackLane({ id, origin }: LeasedDelivery['lane'], inProgress: Set<number>, work: Promise<void>): void {
    inProgress.add(id);
    const end = () => {
      inProgress.delete(id);
      if (inProgress.size === 0 && this.#lanesByOrigin.get(origin) === inProgress)
        this.#lanesByOrigin.delete(origin);
    };
    const notifyListeners = () => {
      for (const onLaneEnd of this.#laneEndListeners) onLaneEnd();
    };
    work.then(
      () => {
        end();
        notifyListeners();
        // A look for each would find little.
        if (this.#isSaturated && inProgress.size % minLeaseBatch === 0) this.wake();
      },
      (error: unknown) => {
        // The delivery will be sent again, but not at once: what could not be written will not be so soon.
        this.#options.onError(error);
        this.#failingCount++;
        setTimeout(() => {
          this.#failingCount--;
          end();
        }, pollIntervalMs).unref();
        notifyListeners();
      },
    );
  }

  /** Waits for a place among the requests that may be under way. Answers what leaves it. */
  async #acquireSlot(origin: string): Promise<() => void> {
    const acquire = async (semaphore: KeyedSemaphore, key: string) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const releaseSlot = semaphore.acquire(key, resolve);
      this.#slotWaiters.add(resolve);
      if (this.#isStopped) resolve();
      await promise;
      this.#slotWaiters.delete(resolve);
      return releaseSlot;
    };
    const releaseOriginSlot = await acquire(this.#semaphores.perOrigin, origin);
    const releaseTotalSlot = await acquire(this.#semaphores.inTotal, '');
    return () => {
      releaseTotalSlot();
      releaseOriginSlot();
    };
  }

  /** Works at a line until nothing in it is due. */
  async #deliverLane(first: LeasedDelivery): Promise<void> {
    const { storage, clock, attemptDelivery, onAttempt, randomFraction } = this.#options;
    let deliveryCount = 0;
    for (let next: LeasedDelivery | undefined = first; next !== undefined; ) {
      if (this.#isStopped) return releaseLease(storage, next);
      const { origin } = next.lane;
      const wasUp = this.#breaker.isUp(origin);
      const releaseSlot = await this.#acquireSlot(origin);
      // What was to be sent before the server went down waits like the rest.
      if (this.#isStopped || (wasUp && !this.#breaker.isUp(origin))) {
        releaseSlot();
        return releaseLease(storage, next);
      }
      const started = clock.now();
      const outcome = await attemptDelivery(next).finally(releaseSlot);
      onAttempt(outcome);
      const now = clock.now();
      this.#breaker.record(origin, outcome, now);
      deliveryCount++;
      const hasTurnLeft = () => deliveryCount < maxDeliveriesPerTurn || !this.#isSaturated;
      const canContinue = () => !this.#isStopped && this.#breaker.isUp(origin) && hasTurnLeft();
      next = await recordAttempt(storage, next, outcome, {
        started: instant(started),
        now,
        randomFraction: randomFraction(),
        canContinue,
      });
    }
  }

  /** Ends what a line has waited with for too long; nothing is sent. */
  async #deadLetterLane(first: LeasedDelivery): Promise<void> {
    const { storage, clock, onAttempt } = this.#options;
    for (let next: LeasedDelivery | undefined = first; next !== undefined; ) {
      const now = clock.now();
      if (this.#isStopped || Date.parse(next.delivery.date_updated) > now - maxOutageMs)
        return releaseLease(storage, next);
      onAttempt(originDownOutcome);
      const attemptContext = { started: instant(now), now, randomFraction: 0, canContinue: () => true };
      next = await recordAttempt(storage, next, originDownOutcome, attemptContext);
    }
  }
}

const originDownOutcome: AttemptOutcome = {
  status: null,
  error: 'server-down: it could not be reached for ten minutes, and this was not tried again',
  body: null,
  duration: 0,
  disposition: 'dead-letter',
  originHealth: undefined,
};

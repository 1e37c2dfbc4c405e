import { CoalescingRunner } from '../../platform/coalescing-runner.ts';
import { instant } from '../../platform/instant.ts';
import type { LeasedDelivery } from '../queue/delivery-store.ts';
import type { ChooseLease } from '../queue/lanes.ts';
import { Breaker } from './breaker.ts';
import { createClockCatchUp } from './catch-up-with-clock.ts';
import { deadLetterLane, deliverLane, type LaneDeps, maxOutageMs } from './deliver-lane.ts';
import { LanesInProgress } from './lanes-in-progress.ts';
import { findDueOrigins, leaseLanes, leaseMs, releaseLease } from './lease.ts';
import { RequestSlots } from './request-slots.ts';
import { shareLanes } from './share-lanes.ts';

/** Free capacity that is worth a query while there are other lanes of the origin to work on. */
const minLeaseBatch = 16;
/** In real time. Finds what other processes have enqueued or left; wake-ups are only hints. */
const pollIntervalMs = 1000;
/** In real time. Bounds `settle` where other processes always enqueue more. */
const settleTimeoutMs = 300_000;

interface DispatcherOptions
  extends Pick<LaneDeps, 'storage' | 'clock' | 'attemptDelivery' | 'onAttempt' | 'randomFraction'> {
  readonly onError: (error: unknown) => void;
}

/** What this process knows of an origin. */
export interface OriginState {
  /** Ids of the lanes that it works on. */
  readonly inProgress: ReadonlySet<number>;
  /** When it sends the next request, in milliseconds since the epoch; undefined unless the origin is down. */
  readonly pausedUntil: number | undefined;
}

/**
 * The delivery dispatcher: drains the lanes that are due. Lanes are worked on concurrently, each in its order; several
 * processes work on different lanes. An origin that does not answer uses up only its own share of the capacity.
 */
export class Dispatcher {
  readonly #deps: LaneDeps;
  readonly #poller: CoalescingRunner;
  readonly #breaker = new Breaker();
  readonly #slots = new RequestSlots();
  readonly #lanes: LanesInProgress;
  readonly #catchUpWithClock: () => Promise<void>;
  /** The last origin that lanes were leased of. The next poll begins after it, so that every origin is served. */
  #lastOrigin = '';
  /** Whether the last poll left lanes that are due for lack of capacity. */
  #isSaturated = false;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor({ onError, ...options }: DispatcherOptions) {
    this.#lanes = new LanesInProgress(onError);
    this.#poller = new CoalescingRunner(() => this.#poll(), onError);
    this.#catchUpWithClock = createClockCatchUp(options);
    this.#deps = {
      ...options,
      breaker: this.#breaker,
      slots: this.#slots,
      isStopped: () => this.#isStopped,
      isSaturated: () => this.#isSaturated,
    };
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), pollIntervalMs).unref();
    this.wake();
  }

  /** @param origin as in `formatOriginKey`. */
  stateOf(origin: string): OriginState {
    return { inProgress: this.#lanes.ofOrigin(origin), pausedUntil: this.#breaker.openUntil(origin) };
  }

  /** Polls for lanes that are due. */
  wake(): void {
    void this.#poller.run();
  }

  /**
   * Creates the function that leases the new lanes of one transaction, for `takeOver`: as many of an origin as this process
   * can work on at once, and none while lanes that are due wait for capacity. A sole process has no leases.
   */
  leaseNewLanes(): ChooseLease {
    const { storage, clock } = this.#deps;
    if (storage.exclusive || this.#isStopped || this.#isSaturated) return () => null;
    const lease = instant(clock.now() + leaseMs);
    const counts = new Map<string, number>();
    return (origin) => {
      const count = counts.get(origin) ?? 0;
      if (!this.#breaker.isUp(origin) || count >= this.#lanes.availableFor(origin)) return null;
      counts.set(origin, count + 1);
      return lease;
    };
  }

  /** Works on committed lanes that were leased when they were created, without a poll that finds them. */
  takeOver(leased: readonly LeasedDelivery[]): void {
    for (const each of leased) {
      const { origin } = each.lane;
      // A poll may have used the capacity since.
      const work =
        this.#lanes.availableFor(origin) > 0
          ? deliverLane(this.#deps, each, false)
          : releaseLease(this.#deps.storage, each);
      this.#track(each, work);
    }
  }

  /** Attempts everything that is due now, and waits for the outcomes; it does not wait for retries. */
  async settle(): Promise<void> {
    const end = performance.now() + settleTimeoutMs;
    do await this.#poller.run();
    while (await this.#lanes.waitForEnd(end - performance.now()));
  }

  /** Waits for the requests in flight, and releases the leases of all other lanes. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#slots.close();
    await this.#poller.stop();
    while (await this.#lanes.waitForEnd());
  }

  async #poll(): Promise<void> {
    const { storage, clock } = this.#deps;
    await this.#catchUpWithClock();
    const found = await findDueOrigins(storage, clock.now());
    const origins = found.map(({ origin }) => origin);
    this.#breaker.retainOnly(origins);
    const next = Math.max(
      origins.findIndex((origin) => origin > this.#lastOrigin),
      0,
    );
    const rotation = [...found.slice(next), ...found.slice(0, next)].filter(
      ({ due, ahead }) => due === 1 || ahead === 1,
    );
    const isAhead = new Map(rotation.map(({ origin, ahead }) => [origin, ahead === 1]));
    let isSaturated = false;
    for (const { origin, maxLanes } of shareLanes(rotation.map(({ origin }) => origin))) {
      if (this.#isStopped) return;
      if (await this.#startLanes(origin, maxLanes)) isSaturated = true;
      if (isAhead.get(origin) && (await this.#startLanes(origin, maxLanes, 'ahead'))) isSaturated = true;
    }
    // Assigned at the end: a lane whose lease ends during the poll must not continue.
    this.#isSaturated = isSaturated;
  }

  /** Leases lanes of an origin and starts the work on them. Returns whether others may be due. */
  async #startLanes(origin: string, maxLanesOfOrigin: number, dueRange?: 'ahead'): Promise<boolean> {
    const { storage, clock } = this.#deps;
    const inProgress = this.#lanes.ofOrigin(origin);
    const available = Math.min(maxLanesOfOrigin - inProgress.size, this.#lanes.availableFor(origin));
    if (available <= 0) return true;
    const now = clock.now();
    const capacity =
      available < minLeaseBatch && inProgress.size > 0
        ? 0
        : this.#breaker.capacity(origin, now, available, inProgress.size);
    const isProbe = !this.#breaker.isUp(origin);
    const isResting = capacity <= 0 && inProgress.size === 0 && isProbe;
    if (isResting) {
      // What the clock has left behind has not waited for long.
      if (dueRange === 'ahead') return false;
      const range = { by: now - maxOutageMs };
      const overdue = await leaseLanes(storage, { origin, now, range, capacity: available, inProgress });
      this.#start(origin, overdue, (each) => deadLetterLane(this.#deps, each));
      return false;
    }
    const leased =
      capacity <= 0
        ? []
        : await leaseLanes(storage, { origin, now, range: dueRange ?? { by: now }, capacity, inProgress });
    // What it was when the lanes were counted: since then, requests in flight may have shown that it is down.
    this.#start(origin, leased, (each) => deliverLane(this.#deps, each, isProbe));
    return leased.length >= capacity;
  }

  #start(
    origin: string,
    leased: readonly LeasedDelivery[],
    workOn: (leased: LeasedDelivery) => Promise<void>,
  ): void {
    if (leased.length > 0) this.#lastOrigin = origin;
    for (const each of leased) this.#track(each, workOn(each));
  }

  #track({ lane }: LeasedDelivery, work: Promise<void>): void {
    this.#lanes.track(lane, work, () => {
      // A poll after every lane would find little.
      if (this.#isSaturated && this.#lanes.ofOrigin(lane.origin).size % minLeaseBatch === 0) this.wake();
    });
  }
}

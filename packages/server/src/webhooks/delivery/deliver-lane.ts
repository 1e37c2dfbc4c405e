import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Storage } from '../../storage/storage.ts';
import type { LeasedDelivery } from '../queue/delivery-store.ts';
import { type AttemptOutcome, toUnsentDeadLetter } from './attempt-outcome.ts';
import type { Breaker } from './breaker.ts';
import { releaseLease } from './lease.ts';
import { recordAttempt } from './record-attempt.ts';
import type { RequestSlots } from './request-slots.ts';

/** Deliveries of a lane after which it yields to lanes that wait for capacity. */
const maxDeliveriesPerLease = 5;

/** Deliveries to an origin that is down are dead-lettered when they have waited this long. */
export const maxOutageMs = 600_000;

export interface LaneDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly breaker: Breaker;
  readonly slots: RequestSlots;
  /** Makes one attempt. Never rejects. */
  readonly attemptDelivery: (leased: LeasedDelivery) => Promise<AttemptOutcome>;
  readonly onAttempt: (outcome: AttemptOutcome) => void;
  /** A random number from 0 to 1. */
  readonly randomFraction: () => number;
  readonly isStopped: () => boolean;
  /** Whether other lanes wait for capacity. */
  readonly isSaturated: () => boolean;
}

/**
 * Delivers the pending deliveries of a leased lane in order, until none is due or the lane must yield.
 *
 * @param isProbe whether its first request finds out if an origin that is down is up again.
 */
export async function deliverLane(deps: LaneDeps, first: LeasedDelivery, isProbe: boolean): Promise<void> {
  const { storage, clock, breaker, slots, isStopped, isSaturated } = deps;
  let deliveryCount = 0;
  for (let next: LeasedDelivery | undefined = first; next !== undefined; ) {
    if (isStopped()) return releaseLease(storage, next);
    const { origin } = next.lane;
    const releaseSlot = await slots.acquire(origin);
    const mayProbe = isProbe && deliveryCount === 0;
    // The breaker has opened since the lane was leased.
    if (isStopped() || !(mayProbe || breaker.isUp(origin))) {
      releaseSlot();
      return releaseLease(storage, next);
    }
    const started = instant(clock.now());
    const outcome = await deps.attemptDelivery(next).finally(releaseSlot);
    deps.onAttempt(outcome);
    const now = clock.now();
    breaker.record(origin, outcome, now);
    deliveryCount++;
    next = await recordAttempt(storage, next, outcome, {
      started,
      now,
      randomFraction: deps.randomFraction(),
      canContinue: () =>
        !isStopped() && breaker.isUp(origin) && (deliveryCount < maxDeliveriesPerLease || !isSaturated()),
    });
  }
}

const originDownOutcome = toUnsentDeadLetter(
  'server-down',
  'it was unreachable for ten minutes; not tried again',
);

/** Dead-letters, without a request, the deliveries of a leased lane that have waited too long for an origin that is down. */
export async function deadLetterLane(deps: LaneDeps, first: LeasedDelivery): Promise<void> {
  const { storage, clock, onAttempt, isStopped } = deps;
  for (let next: LeasedDelivery | undefined = first; next !== undefined; ) {
    const now = clock.now();
    if (isStopped() || Date.parse(next.delivery.date_updated) > now - maxOutageMs)
      return releaseLease(storage, next);
    onAttempt(originDownOutcome);
    const context = { started: instant(now), now, randomFraction: 0, canContinue: () => true };
    next = await recordAttempt(storage, next, originDownOutcome, context);
  }
}

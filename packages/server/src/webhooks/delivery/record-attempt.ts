import { setTimeout } from 'node:timers/promises';
import { type Instant, instant } from '../../platform/instant.ts';
import type { Storage, Transaction } from '../../storage/storage.ts';
import { addAttempt, toAttemptRow } from '../queue/attempt-store.ts';
import { findNextPending, type LeasedDelivery, setDelivery } from '../queue/delivery-store.ts';
import { laneExists, lockLane, removeLane, setLane } from '../queue/lane-store.ts';
import { formatOriginKey } from '../queue/origin-key.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import { leaseMs } from './lease.ts';
import { computeRetryDelayMs } from './retry-policy.ts';

/** Of real time, also under the test clock. */
const lockRetryDelayMs = 3;

/** The state of a delivery after an attempt that counts. */
const stateAfter = { delivered: 'delivered', retry: 'pending', 'dead-letter': 'dead' } as const;

interface AttemptContext {
  readonly started: Instant;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From 0 to 1. */
  readonly randomFraction: number;
  /** Whether this process keeps its lease for the next delivery of the lane. */
  readonly canContinue: () => boolean;
}

/**
 * Records an attempt, and ends the delivery or schedules its retry. One that was not sent is only scheduled again: it
 * leaves no trace, so it never ends a delivery.
 *
 * @returns the next delivery of the lane, still leased; undefined when the lane has ended, must wait, or is released.
 */
export async function recordAttempt(
  storage: Storage,
  leased: LeasedDelivery,
  outcome: AttemptOutcome,
  attemptContext: AttemptContext,
): Promise<LeasedDelivery | undefined> {
  for (;;) {
    const next = await storage.background.write((transaction) =>
      tryRecordAttempt(transaction, leased, outcome, attemptContext),
    );
    if (next !== 'locked') return next;
    await setTimeout(lockRetryDelayMs);
  }
}

/**
 * Returns `locked` when another transaction holds the lane. We retry rather than wait: it may hold several lanes, and
 * waiting could deadlock.
 */
async function tryRecordAttempt(
  transaction: Transaction,
  { lane, delivery }: LeasedDelivery,
  outcome: AttemptOutcome,
  { started, now, randomFraction, canContinue }: AttemptContext,
): Promise<LeasedDelivery | undefined | 'locked'> {
  const locked = await transaction.lock(lockLane.byId, { id: lane.id });
  if (locked === undefined) return (await transaction.one(laneExists, { id: lane.id })) && 'locked';
  // The lease has expired and another process has taken the lane over, so this outcome no longer counts.
  if (locked.leased_until !== lane.leased_until) return undefined;
  const { disposition } = outcome;
  const retryDue = instant(now + computeRetryDelayMs(locked.attempt + 1, randomFraction));
  if (disposition === 'unsent') return rescheduleLane(transaction, locked, retryDue);
  const attempts = delivery.attempts + 1;
  const counts = { number: attempts, retryCount: lane.attempt };
  const attempt = transaction.insert(addAttempt, toAttemptRow(delivery, counts, started, outcome));
  const change = transaction.update(setDelivery, {
    sid: delivery.sid,
    state: stateAfter[disposition],
    attempts,
    date_updated: instant(now),
  });
  const followUp =
    disposition === 'retry'
      ? rescheduleLane(transaction, { ...locked, attempt: locked.attempt + 1 }, retryDue)
      : continueLane(transaction, { lane: locked, delivery }, now, canContinue);
  const [, , next] = await Promise.all([attempt, change, followUp]);
  return next;
}

async function rescheduleLane(
  transaction: Transaction,
  lane: LeasedDelivery['lane'],
  due: Instant,
): Promise<undefined> {
  await transaction.update(setLane, { ...lane, due, leased_until: null });
}

async function continueLane(
  transaction: Transaction,
  { lane, delivery }: LeasedDelivery,
  now: number,
  canContinue: () => boolean,
): Promise<LeasedDelivery | undefined> {
  const next = await transaction.one(findNextPending, { lane_id: lane.id, sid: delivery.sid });
  if (next === undefined) {
    await transaction.remove(removeLane, lane);
    return undefined;
  }
  // The target's URL may have changed; from here on the lane counts toward the new origin.
  const origin = formatOriginKey(next.account_sid, next.url);
  const isContinued = origin === lane.origin && canContinue();
  const leased_until = isContinued ? instant(now + leaseMs) : null;
  const after = { ...lane, origin, due: instant(now), attempt: 0, leased_until };
  await transaction.update(setLane, after);
  return isContinued ? { lane: after, delivery: next } : undefined;
}

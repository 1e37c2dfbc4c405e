import { setTimeout } from 'node:timers/promises';
import { type Instant, instant } from '../../platform/instant.ts';
import type { Storage, Transaction } from '../../storage/storage.ts';
import {
  addAttempt,
  findLaneById,
  findNextPending,
  lockLane,
  removeLane,
  setDelivery,
  setLane,
} from '../queue/store.ts';
import { type AttemptOutcome, computeRetryDelayMs } from './attempt-outcome.ts';
import { type LeasedDelivery, leaseMs } from './lease.ts';

/** Milliseconds of real time. */
const lockRetryDelayMs = 3;

/** The state of a delivery after an attempt. */
const stateAfter = { delivered: 'delivered', retry: 'pending', 'dead-letter': 'dead' } as const;

interface AttemptContext {
  readonly started: Instant;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From 0 to 1. */
  readonly randomFraction: number;
  /** Whether this process may go on with the line at once. */
  readonly canContinue: () => boolean;
}

/**
 * Records an attempt and what follows from it. Answers the delivery that the line goes on with, which stays claimed;
 * undefined when it ends or has to wait.
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
 * `held` while another transaction has the line: that adds to it, and to others. Who waited for it, in a transaction
 * that has other lines, could be waited for in turn.
 */
async function tryRecordAttempt(
  transaction: Transaction,
  { lane, delivery }: LeasedDelivery,
  outcome: AttemptOutcome,
  { started, now, randomFraction, canContinue }: AttemptContext,
): Promise<LeasedDelivery | undefined | 'locked'> {
  const locked = await transaction.lock(lockLane.id, { id: lane.id });
  if (locked === undefined) return (await transaction.one(findLaneById, { id: lane.id })) && 'locked';
  // It has been taken over by a process that thought this one dead: what that does counts.
  if (locked.leased_until !== lane.leased_until) return undefined;
  const time = instant(now);
  const attempts = delivery.attempts + 1;
  const { disposition } = outcome;
  const attempt = transaction.insert(addAttempt, {
    delivery_sid: delivery.sid,
    number: attempts,
    date: started,
    url: delivery.url,
    method: delivery.method,
    duration: outcome.duration,
    status: outcome.status,
    error: outcome.error,
    body: outcome.body,
  });
  const state = stateAfter[disposition];
  const change = transaction.update(setDelivery, {
    sid: delivery.sid,
    state,
    attempts,
    date_updated: time,
  });
  const followUp =
    disposition === 'retry'
      ? scheduleRetry(
          transaction,
          locked,
          instant(now + computeRetryDelayMs(locked.attempt + 1, randomFraction)),
        )
      : continueLane(transaction, { lane: locked, delivery }, now, canContinue);
  const [, , next] = await Promise.all([attempt, change, followUp]);
  return next;
}

async function scheduleRetry(
  transaction: Transaction,
  lane: LeasedDelivery['lane'],
  due: Instant,
): Promise<undefined> {
  await transaction.update(setLane, { ...lane, due, attempt: lane.attempt + 1, leased_until: null });
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
  // A target whose URL has changed takes its share of another server's from here on.
  const { origin } = new URL(next.url);
  const isContinued = origin === lane.origin && canContinue();
  const leased_until = isContinued ? instant(now + leaseMs) : null;
  const after = { ...lane, origin, due: instant(now), attempt: 0, leased_until };
  await transaction.update(setLane, after);
  return isContinued ? { lane: after, delivery: next } : undefined;
}

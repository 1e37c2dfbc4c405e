import { setTimeout } from 'node:timers/promises';
import { type Instant, instant } from '../platform/instant.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { type Claimed, lease } from './claim.ts';
import { addAttempt, findNext, laneExists, lockLane, removeLane, setDelivery, setLane } from './store.ts';
import { delay, type Outcome } from './verdict.ts';

/** Milliseconds of real time. */
const pause = 3;

interface Circumstances {
  readonly started: Instant;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From 0 to 1. */
  readonly chance: number;
  /** Whether this process may go on with the line at once. */
  readonly goesOn: () => boolean;
}

/**
 * Records an attempt and what follows from it. Answers the delivery that the line goes on with, which stays claimed;
 * undefined when it ends or has to wait.
 */
export async function finish(
  storage: Storage,
  claimed: Claimed,
  outcome: Outcome,
  circumstances: Circumstances,
): Promise<Claimed | undefined> {
  for (;;) {
    const next = await storage.background.write((transaction) =>
      record(transaction, claimed, outcome, circumstances),
    );
    if (next !== 'held') return next;
    await setTimeout(pause);
  }
}

/**
 * `held` while another transaction has the line: that adds to it, and to others. Who waited for it, in a transaction
 * that has other lines, could be waited for in turn.
 */
async function record(
  transaction: Transaction,
  { lane, delivery }: Claimed,
  outcome: Outcome,
  { started, now, chance, goesOn }: Circumstances,
): Promise<Claimed | undefined | 'held'> {
  const held = await transaction.lock(lockLane.id, { id: lane.id }, ({ id }) => `lane ${id}`);
  if (held === undefined) return (await transaction.one(laneExists, { id: lane.id })) && 'held';
  // It has been taken over by a process that thought this one dead: what that does counts.
  if (held.claimed_until !== lane.claimed_until) return undefined;
  const time = instant(now);
  const attempts = delivery.attempts + 1;
  const { verdict } = outcome;
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
  const state = verdict === 'again' ? 'pending' : verdict;
  const change = transaction.update(setDelivery, {
    sid: delivery.sid,
    state,
    attempts,
    date_updated: time,
  });
  const then =
    verdict === 'again'
      ? comeAgain(transaction, held, instant(now + delay(held.attempt + 1, chance)))
      : goOn(transaction, { lane: held, delivery }, now, goesOn);
  const [, , next] = await Promise.all([attempt, change, then]);
  return next;
}

async function comeAgain(transaction: Transaction, lane: Claimed['lane'], due: Instant): Promise<undefined> {
  await transaction.update(setLane, { ...lane, due, attempt: lane.attempt + 1, claimed_until: null });
}

async function goOn(
  transaction: Transaction,
  { lane, delivery }: Claimed,
  now: number,
  goesOn: () => boolean,
): Promise<Claimed | undefined> {
  const next = await transaction.one(findNext, { lane_id: lane.id, sid: delivery.sid });
  if (next === undefined) {
    await transaction.remove(removeLane, lane);
    return undefined;
  }
  // A target whose URL has changed takes its share of another server's from here on.
  const { origin } = new URL(next.url);
  const stays = origin === lane.origin && goesOn();
  const claimed_until = stays ? instant(now + lease) : null;
  const after = { ...lane, origin, due: instant(now), attempt: 0, claimed_until };
  await transaction.update(setLane, after);
  return stays ? { lane: after, delivery: next } : undefined;
}

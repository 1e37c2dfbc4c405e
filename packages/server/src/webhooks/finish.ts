import { type Instant, instant } from '../platform/instant.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { type Claimed, lease } from './claim.ts';
import { addAttempt, findFirst, lockLane, removeLane, setDelivery, setLane } from './store.ts';
import { delay, type Outcome } from './verdict.ts';

interface Times {
  readonly started: Instant;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From 0 to 1. */
  readonly chance: number;
}

/**
 * Records an attempt and what follows from it. Answers the delivery that the line goes on with, which stays claimed;
 * undefined when it ends or has to wait.
 */
export const finish = (
  storage: Storage,
  { lane, delivery }: Claimed,
  outcome: Outcome,
  { started, now, chance }: Times,
): Promise<Claimed | undefined> =>
  storage.write(async (transaction) => {
    const held = await transaction.lock(lockLane.id, { id: lane.id }, ({ id }) => `lane ${id}`);
    // It has been emptied meanwhile.
    if (held === undefined) return undefined;
    const time = instant(now);
    const attempts = delivery.attempts + 1;
    const { verdict } = outcome;
    await transaction.insert(addAttempt, {
      delivery_sid: delivery.sid,
      number: attempts,
      date: started,
      duration: outcome.duration,
      status: outcome.status,
      error: outcome.error,
      body: outcome.body,
    });
    const state = verdict === 'again' ? 'pending' : verdict;
    await transaction.update(setDelivery, { sid: delivery.sid, state, attempts, date_updated: time });
    if (verdict === 'again') {
      const due = instant(now + delay(held.attempt + 1, chance));
      await transaction.update(setLane, { ...held, due, attempt: held.attempt + 1, claimed_until: null });
      return undefined;
    }
    return goOn(transaction, held, now);
  });

async function goOn(
  transaction: Transaction,
  lane: Claimed['lane'],
  now: number,
): Promise<Claimed | undefined> {
  const next = await transaction.one(findFirst, { lane_id: lane.id });
  if (next === undefined) {
    await transaction.remove(removeLane, lane);
    return undefined;
  }
  const claimed = { ...lane, due: instant(now), attempt: 0, claimed_until: instant(now + lease) };
  await transaction.update(setLane, claimed);
  return { lane: claimed, delivery: next };
}

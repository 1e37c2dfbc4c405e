import { type Instant, instant } from '../platform/instant.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { type Claimed, lease } from './claim.ts';
import { addAttempt, findFirst, lockLane, removeLane, setDelivery, setLane } from './store.ts';
import { delay, type Outcome } from './verdict.ts';

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
export const finish = (
  storage: Storage,
  { lane, delivery }: Claimed,
  outcome: Outcome,
  { started, now, chance, goesOn }: Circumstances,
): Promise<Claimed | undefined> =>
  storage.write(async (transaction) => {
    const held = await transaction.lock(lockLane.id, { id: lane.id }, ({ id }) => `lane ${id}`);
    // It has been emptied meanwhile, or taken over by a process that thought this one dead: what that does counts.
    if (held === undefined || held.claimed_until !== lane.claimed_until) return undefined;
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
    return goOn(transaction, held, now, goesOn);
  });

async function goOn(
  transaction: Transaction,
  lane: Claimed['lane'],
  now: number,
  goesOn: () => boolean,
): Promise<Claimed | undefined> {
  const next = await transaction.one(findFirst, { lane_id: lane.id });
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

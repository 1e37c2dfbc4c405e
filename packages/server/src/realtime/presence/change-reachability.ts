import { appendEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { type Reachability, setReachability, subjectEvents } from '../../resources/user/rules.ts';
import { setUserReachability, type UserRow } from '../../resources/user/store.ts';
import type { Transaction } from '../../storage/storage.ts';

interface ChangeContext {
  readonly accountSid: string;
  readonly serviceSid: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Writes the reachability of a user who is locked, and the event that reports it, which webhooks receive. */
export async function changeReachability(
  transaction: Transaction,
  user: UserRow,
  reachability: Reachability,
  { accountSid, serviceSid, now }: ChangeContext,
): Promise<void> {
  const decision = setReachability(user, reachability);
  if (decision.events.length === 0) return;
  await transaction.update(setUserReachability, decision.user);
  const context = { accountSid, serviceSid, time: instant(now), actor: user.identity };
  appendEvents(transaction, { ...context, source: 'SDK', webhookEnabled: true }, [subjectEvents(decision)]);
}

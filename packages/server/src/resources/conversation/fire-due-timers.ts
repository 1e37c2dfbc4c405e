import { appendEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { persistDecision } from './persist-decision.ts';
import { fireTimers } from './rules.ts';
import { findDue, lockConversationBy } from './store.ts';

/** Bounds the conversations of one run. */
const batchSize = 200;

/**
 * Fires the timers that are due. Several processes may do so at the same time: the second one finds the row changed
 * and does nothing.
 *
 * @returns whether there may be more.
 */
export async function fireDueTimers({
  storage,
  clock,
}: Pick<HandlerDeps, 'storage' | 'clock'>): Promise<boolean> {
  const now = clock.now();
  const due = await storage.read((reader) => reader.all(findDue, { now: instant(now), limit: batchSize }));
  await Promise.all(
    due.map(({ sid, service_sid, account_sid }) =>
      storage.write(async (transaction) => {
        const key = { chat_service_sid: service_sid, account_sid, identifier: sid };
        const before = await transaction.lock(lockConversationBy.sid, key);
        if (before === undefined) return;
        const decision = fireTimers(before, now);
        if (decision.events.length === 0) return;
        const context = {
          accountSid: account_sid,
          serviceSid: service_sid,
          source: 'TIMER',
          actor: null,
          time: instant(now),
          webhookEnabled: true,
        } as const;
        appendEvents(transaction, context, await persistDecision(transaction, before, decision));
      }),
    ),
  );
  return due.length === batchSize;
}

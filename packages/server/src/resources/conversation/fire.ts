import { instant } from '../../platform/instant.ts';
import type { Tools } from '../handler.ts';
import { carryOut } from './carry-out.ts';
import { fired } from './rules.ts';
import { findDue, lockConversation } from './store.ts';

/** Conversations that one call looks at. */
const batch = 200;

/**
 * Fires timers that are due. Several processes may do it at the same time: who comes second finds the row
 * changed and does nothing.
 *
 * @returns whether there may be more.
 */
export async function fireTimers({ storage, clock }: Pick<Tools, 'storage' | 'clock'>): Promise<boolean> {
  const now = clock.now();
  const due = await storage.read((reader) => reader.all(findDue, { now: instant(now), limit: batch }));
  await Promise.all(
    due.map(({ sid, service_sid, account_sid }) =>
      storage.write(async (transaction) => {
        const key = { chat_service_sid: service_sid, account_sid, identifier: sid };
        const before = await transaction.lock(lockConversation.sid, key, (row) => row.sid);
        if (before === undefined) return;
        const decision = fired(before, now);
        if (decision.happenings.length === 0) return;
        const circumstances = {
          accountSid: account_sid,
          serviceSid: service_sid,
          source: 'TIMER',
          actor: null,
          time: instant(now),
          webhookEnabled: true,
        } as const;
        await carryOut(transaction, circumstances, before, decision);
      }),
    ),
  );
  return due.length === batch;
}

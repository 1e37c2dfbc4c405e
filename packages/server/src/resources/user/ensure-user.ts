import { user } from '@colloquy/contract';
import type { SubjectEvents } from '../../events/event-log.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Transaction } from '../../storage/storage.ts';
import { create, subjectEvents } from './rules.ts';
import { addUser, lockIdentity } from './store.ts';

/**
 * Locks the user with an identity; creates one when there is none.
 *
 * @returns the user's SID, whether it is new, and the events to append.
 */
export async function ensureUser(
  transaction: Transaction,
  service: { readonly service_id: number; readonly user_role: string },
  identity: string,
  { sids, now }: { readonly sids: Sids; readonly now: number },
): Promise<{ readonly sid: string; readonly isNew: boolean; readonly events: readonly SubjectEvents[] }> {
  const key = { service_id: service.service_id, identity };
  const events: SubjectEvents[] = [];
  let created: string | undefined;
  for (;;) {
    const found = await transaction.lock(lockIdentity, key);
    if (found !== undefined) return { sid: found.sid, isNew: found.sid === created, events };
    const sid = sids.next(user.sidPrefix);
    const context = { serviceId: service.service_id, sid, identity, roleSid: service.user_role };
    const decision = create({}, context, now);
    if (await transaction.insert(addUser, decision.user)) {
      events.push(subjectEvents(decision));
      created = sid;
    }
    // A new user is locked like any other; and another request may have created the user, or deleted it again.
  }
}

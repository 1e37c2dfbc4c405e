import { user } from '@colloquy/contract';
import type { EventContext } from '../../events/event-log.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Transaction } from '../../storage/storage.ts';
import { appendUserEvents } from './append-events.ts';
import { created } from './rules.ts';
import { addUser, lockIdentity } from './store.ts';

/** The SID of the user with an identity, held until the transaction ends; one is made when there is none. */
export async function ensureUser(
  { sids }: { readonly sids: Sids },
  transaction: Transaction,
  eventContext: EventContext,
  service: { readonly service_id: number; readonly user_role: string },
  identity: string,
  now: number,
): Promise<{ readonly sid: string; readonly isNew: boolean }> {
  const key = { service_id: service.service_id, identity };
  let made: string | undefined;
  for (;;) {
    const known = await transaction.lock(lockIdentity, key);
    if (known !== undefined) return { sid: known.sid, isNew: known.sid === made };
    const sid = sids.next(user.sidPrefix);
    const birth = { serviceId: service.service_id, sid, identity, roleSid: service.user_role };
    const decision = created({}, birth, now);
    if (await transaction.insert(addUser, decision.user)) {
      appendUserEvents(transaction, eventContext, decision);
      made = sid;
    }
    // A new one has to be held like any other; and another request can have made it, or deleted it again.
  }
}

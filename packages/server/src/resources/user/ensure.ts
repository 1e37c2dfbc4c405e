import { user } from '@colloquy/contract';
import type { Circumstances } from '../../events/event.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Transaction } from '../../storage/storage.ts';
import { created } from './rules.ts';
import { addUser, lockUser } from './store.ts';
import { tellOfUser } from './tell.ts';

/** The SID of the user with an identity, held until the transaction ends; one is made when there is none. */
export async function ensureUser(
  { sids }: { readonly sids: Sids },
  transaction: Transaction,
  circumstances: Circumstances,
  service: { readonly service_id: number; readonly user_role: string },
  identity: string,
  now: number,
): Promise<{ readonly sid: string; readonly isNew: boolean }> {
  const key = {
    account_sid: circumstances.accountSid,
    chat_service_sid: circumstances.serviceSid,
    identifier: identity,
  };
  const known = await transaction.lock(lockUser.identity, key, (row) => row.sid);
  if (known !== undefined) return { sid: known.sid, isNew: false };
  const sid = sids.next(user.sidPrefix);
  const birth = { serviceId: service.service_id, sid, identity, roleSid: service.user_role };
  const decision = created({}, birth, now);
  if (await transaction.insert(addUser, decision.user)) {
    tellOfUser(transaction, circumstances, decision);
    return { sid, isNew: true };
  }
  // Another request has made it since we looked.
  const made = await transaction.lock(lockUser.identity, key, (row) => row.sid);
  if (made === undefined) throw new Error('A user is there and is not.');
  return { sid: made.sid, isNew: false };
}

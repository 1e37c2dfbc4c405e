import { ApiError, type Limits } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import { findPair } from '../participant/address-pairs.ts';
import { assertBelowConversationLimit } from '../participant/join.ts';
import type { NewParticipant } from '../participant/rules.ts';
import { assertRole } from '../role/resolve-role.ts';
import { findUserSid } from '../user/store.ts';
import { pairOf, validateMembers } from './rules.ts';

/** Where a conversation is to be made. */
interface Keyset {
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly service_id: number;
}

/**
 * Looks at what of a conversation's first participants is to be found in the database, so that what would keep
 * one of them out is told before anything is made.
 *
 * @throws ApiError 50109 and 50105 for roles, 50425 for a pair of addresses that is taken, 50214 for a user who is
 * in too many conversations.
 */
export async function validate(
  reader: Reader,
  limits: Limits,
  { service_id, ...scope }: Keyset,
  settings: readonly NewParticipant[],
): Promise<void> {
  const newMembers = validateMembers(settings, limits);
  for (const { roleSid } of settings) await assertRole(reader, service_id, roleSid, 'conversation', 50109);
  for (const newMember of newMembers) {
    const pair = pairOf(newMember);
    const holder = pair && (await reader.one(findPair, { account_sid: scope.account_sid, ...pair }));
    if (holder !== undefined) throw new ApiError(50425);
    if (newMember.identity === null) continue;
    const user = await reader.one(findUserSid.identity, { ...scope, identifier: newMember.identity });
    if (user !== undefined) await assertBelowConversationLimit(reader, limits, service_id, user.sid);
  }
}

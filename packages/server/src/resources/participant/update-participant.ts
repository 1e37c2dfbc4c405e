import { ApiError } from '@colloquy/contract';
import type { ChangeContext } from '../../rest/change-context.ts';
import { type Reader, type Transaction, UniqueViolation } from '../../storage/storage.ts';
import {
  assertWritable,
  type ConversationChange,
  nextEventNumber,
  withEvents,
} from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { findServiceDefaults } from '../service/find-defaults.ts';
import { ensureUser } from '../user/ensure-user.ts';
import { assertBelowConversationLimit } from './add-participant.ts';
import { releaseAddressPair, reserveAddressPair } from './address-pairs.ts';
import { assertFitsGroup, assertOnlyGroupAfterChange } from './group-members.ts';
import { assertOwnAddresses } from './own-addresses.ts';
import { isGroupMember, type ParticipantChange, snapshot, update } from './rules.ts';
import { countGroup, type ParticipantRow, setParticipant } from './store.ts';

/**
 * Updates a participant of a conversation that is locked.
 *
 * @throws ApiError for a closed conversation, and for values that cannot be set.
 */
export async function updateParticipant(
  transaction: Transaction,
  conversation: ConversationRow,
  before: ParticipantRow,
  change: ParticipantChange,
  context: ChangeContext,
): Promise<ConversationChange<ParticipantRow>> {
  assertWritable(conversation);
  const { accountSid, limits, now } = context;
  const roleSid = await resolveRole(transaction, before.service_id, change.roleSid, 'conversation', 50109);
  // Runs first without a user: a change that is refused must not create one.
  const withoutUser = update(before, change, { roleSid, userSid: undefined }, now);
  assertOwnAddresses(change, limits);
  if (withoutUser === before) return { row: before, decision: withEvents(conversation, []) };
  const hasOtherProxy =
    withoutUser.messaging_binding_proxy_address !== before.messaging_binding_proxy_address;
  if (hasOtherProxy) await assertFitsGroup(transaction, withoutUser);
  if (isGroupMember(before) && !isGroupMember(withoutUser))
    await assertCanLeaveGroup(transaction, withoutUser);
  const user =
    withoutUser.identity === null || withoutUser.identity === before.identity
      ? undefined
      : await ensureUser(
          transaction,
          await findServiceDefaults(transaction, before.service_id),
          withoutUser.identity,
          context,
        );
  if (user !== undefined && !user.isNew)
    await assertBelowConversationLimit(transaction, limits, before.service_id, user.sid);
  const row = {
    ...withoutUser,
    user_sid: user?.sid ?? withoutUser.user_sid,
    updated_event: nextEventNumber(conversation),
  };
  await transaction.update(setParticipant, row).catch((error: unknown) => {
    throw error instanceof UniqueViolation ? new ApiError(50433) : error;
  });
  if (hasOtherProxy) {
    await releaseAddressPair(transaction, accountSid, before);
    await reserveAddressPair(transaction, accountSid, row);
  }
  if (isGroupMember(row) && !isGroupMember(before))
    await assertOnlyGroupAfterChange(transaction, accountSid, row);
  const events = [{ name: 'onParticipantUpdated', properties: snapshot(row) }] as const;
  return { row, decision: withEvents(conversation, events, user?.events) };
}

/**
 * Asserts that a chat user who gives up the projected address leaves nobody in a group.
 *
 * @throws ApiError 50434.
 */
async function assertCanLeaveGroup(reader: Reader, member: ParticipantRow): Promise<void> {
  if (member.messaging_binding_type !== null) return;
  // The row still counts as a group member.
  const group = await reader.one(countGroup, member);
  if (group !== undefined && group.count > 1) throw new ApiError(50434);
}

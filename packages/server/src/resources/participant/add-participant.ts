import { ApiError, type Limits, participant } from '@colloquy/contract';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { type ConversationChange, nextEventNumber, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { findServiceDefaults } from '../service/find-defaults.ts';
import { ensureUser } from '../user/ensure-user.ts';
import { reserveAddressPair } from './address-pairs.ts';
import { assertFitsGroup } from './group-members.ts';
import { assertFits, type NewMember, withMember } from './member-counts.ts';
import { assertOwnAddresses } from './own-addresses.ts';
import { create, defaultRoleOf, isGroupMember, type NewParticipant, snapshot } from './rules.ts';
import {
  addParticipantRow,
  countConversations,
  countGroup,
  countMemberships,
  findParticipant,
  type ParticipantRow,
} from './store.ts';

/**
 * Adds a participant to a conversation that is locked.
 *
 * @throws ApiError 50433, 50416, 50435, 50437, and those of limits, roles and addresses.
 */
export async function addParticipant(
  transaction: Transaction,
  conversation: ConversationRow,
  settings: NewParticipant,
  context: ChangeContext,
): Promise<ConversationChange<ParticipantRow>> {
  const { accountSid, sids, limits, now } = context;
  const service = await findServiceDefaults(transaction, conversation.service_id);
  const role = await resolveRole(transaction, service.service_id, settings.roleSid, 'conversation', 50109);
  const createContext = {
    serviceId: conversation.service_id,
    conversationSid: conversation.sid,
    sid: sids.next(participant.sidPrefix),
    roleSid: role ?? defaultRoleOf(service, conversation, settings.identity),
  };
  const newMember = create(settings, createContext, now);
  assertOwnAddresses(settings, limits);
  if (conversation.participant_counter > 0) await assertFitsGroup(transaction, newMember);
  await assertNotMember(transaction, conversation, newMember);
  const before = {
    participants: conversation.participant_counter,
    nonChat: conversation.non_chat_counter,
    groupMembers: await countGroupMembers(transaction, conversation, newMember),
  };
  const counts = withMember(before, newMember);
  assertFits(before, counts, newMember, limits);

  const user =
    newMember.identity === null
      ? undefined
      : await ensureUser(transaction, service, newMember.identity, context);
  if (user !== undefined && !user.isNew)
    await assertBelowConversationLimit(transaction, limits, service.service_id, user.sid);

  const number = nextEventNumber(conversation);
  const row = { ...newMember, user_sid: user?.sid ?? null, created_event: number, updated_event: number };
  if (!(await transaction.insert(addParticipantRow, row))) throw new ApiError(50433);
  await reserveAddressPair(transaction, accountSid, row);
  const after = {
    ...conversation,
    participant_counter: counts.participants,
    non_chat_counter: counts.nonChat,
  };
  const events = [{ name: 'onParticipantAdded', properties: snapshot(row) }] as const;
  return { row, decision: withEvents(after, events, user?.events) };
}

/**
 * Takes precedence over the limits; and a refusal before the first write costs other requests nothing.
 *
 * @throws ApiError 50433.
 */
async function assertNotMember(
  reader: Reader,
  { service_id, sid, participant_counter }: ConversationRow,
  { identity }: NewMember,
): Promise<void> {
  if (identity === null || participant_counter === 0) return;
  const key = { service_id, conversation_sid: sid, identifier: identity };
  if ((await reader.one(findParticipant.identity, key)) !== undefined) throw new ApiError(50433);
}

/** @throws ApiError 50214 for a user who has reached the limit of open conversations. */
export async function assertBelowConversationLimit(
  reader: Reader,
  { maxConversationsPerIdentity: limit }: Limits,
  serviceId: number,
  userSid: string,
): Promise<void> {
  const key = { service_id: serviceId, user_sid: userSid, limit };
  // An index alone counts all memberships; only a user with many needs each conversation's state.
  const all = await reader.one(countMemberships, key);
  if (all === undefined || all.count < limit) return;
  const found = await reader.one(countConversations, key);
  if (found !== undefined && found.count >= limit) throw new ApiError(50214);
}

/** Counts the group members of the conversation, unless they do not matter to the new member. */
async function countGroupMembers(
  reader: Reader,
  { service_id, sid, participant_counter }: ConversationRow,
  newMember: NewMember,
): Promise<number> {
  if (participant_counter === 0 || (!isGroupMember(newMember) && newMember.identity === null)) return 0;
  const group = await reader.one(countGroup, { service_id, conversation_sid: sid });
  return group?.count ?? 0;
}

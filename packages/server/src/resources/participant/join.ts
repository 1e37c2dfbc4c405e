import { ApiError, type Limits, participant } from '@colloquy/contract';
import type { EventContext } from '../../events/event-log.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { type Decision, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { getDefaults } from '../service/store.ts';
import { ensureUser } from '../user/ensure-user.ts';
import { reserveAddressPair } from './address-pairs.ts';
import { joined } from './member-counts.ts';
import { created, isGroupMember, type NewParticipant, snapshot } from './rules.ts';
import {
  addParticipantRow,
  countConversations,
  countGroup,
  countMemberships,
  getParticipant,
  type ParticipantRow,
} from './store.ts';

/**
 * Adds somebody to a conversation that is held. The conversation's own row is the caller's to write, with what
 * else the request does to it.
 *
 * @throws ApiError for what keeps somebody out: 50433, 50416, limits, roles, addresses.
 */
export async function join(
  { sids, limits }: Pick<HandlerDeps, 'sids' | 'limits'>,
  transaction: Transaction,
  eventContext: EventContext,
  conversation: ConversationRow,
  settings: NewParticipant,
  now: number,
): Promise<{ readonly participant: ParticipantRow; readonly decision: Decision }> {
  const { accountSid } = eventContext;
  const service = await transaction.one(getDefaults, { id: conversation.service_id });
  if (service === undefined) throw new Error('A conversation is there and its service is not.');
  const role = await resolveRole(transaction, service.service_id, settings.roleSid, 'conversation', 50109);
  const birth = {
    serviceId: conversation.service_id,
    conversationSid: conversation.sid,
    sid: sids.next(participant.sidPrefix),
    userSid: null,
    roleSid: role ?? service.participant_role,
  };
  const newMember = created(settings, birth, now);
  await isNew(transaction, conversation, newMember);
  const before = {
    participants: conversation.participant_counter,
    nonChat: conversation.non_chat_counter,
    members: await groupMembers(transaction, conversation, newMember),
  };
  const { participants, nonChat } = joined(before, newMember, limits);

  const user =
    newMember.identity === null
      ? undefined
      : await ensureUser({ sids }, transaction, eventContext, service, newMember.identity, now);
  if (user !== undefined && !user.isNew)
    await assertBelowConversationLimit(transaction, limits, service.service_id, user.sid);

  const number = conversation.event_counter + 1;
  const row = { ...newMember, user_sid: user?.sid ?? null, created_event: number, updated_event: number };
  if (!(await transaction.insert(addParticipantRow, row))) throw new ApiError(50433);
  await reserveAddressPair(transaction, accountSid, row);
  const after = { ...conversation, participant_counter: participants, non_chat_counter: nonChat };
  return {
    participant: row,
    decision: withEvents(after, [{ name: 'onParticipantAdded', properties: snapshot(row) }]),
  };
}

/**
 * Asked first: it counts before the limits, and a refusal before the first write costs others nothing.
 *
 * @throws ApiError 50433 for somebody who is there already.
 */
async function isNew(
  transaction: Transaction,
  { service_id, sid, participant_counter }: ConversationRow,
  { identity }: ParticipantRow,
): Promise<void> {
  if (identity === null || participant_counter === 0) return;
  const key = { service_id, conversation_sid: sid, identifier: identity };
  if ((await transaction.one(getParticipant.identity, key)) !== undefined) throw new ApiError(50433);
}

/** @throws ApiError 50214 for a user who is in as many open conversations as one can be. */
export async function assertBelowConversationLimit(
  reader: Reader,
  { maxConversationsPerIdentity: limit }: Limits,
  serviceId: number,
  userSid: string,
): Promise<void> {
  const key = { service_id: serviceId, user_sid: userSid, limit };
  // Counted from an index alone; only who is in many has each of them looked at.
  const all = await reader.one(countMemberships, key);
  if (all === undefined || all.count < limit) return;
  const found = await reader.one(countConversations, key);
  if (found !== undefined && found.count >= limit) throw new ApiError(50214);
}

/** Members of a group in the conversation; they are not counted for a guest to whom they do not matter. */
async function groupMembers(
  transaction: Transaction,
  { service_id, sid, participant_counter }: ConversationRow,
  newMember: ParticipantRow,
): Promise<number> {
  if (participant_counter === 0 || (!isGroupMember(newMember) && newMember.identity === null)) return 0;
  const group = await transaction.one(countGroup, { service_id, conversation_sid: sid });
  return group?.count ?? 0;
}

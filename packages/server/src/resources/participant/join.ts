import { ApiError, participant } from '@colloquy/contract';
import type { Circumstances } from '../../events/event.ts';
import type { Transaction } from '../../storage/storage.ts';
import { counted, type Decision } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import type { Tools } from '../handler.ts';
import { givenRole } from '../role/given.ts';
import { findDefaults } from '../service/store.ts';
import { ensureUser } from '../user/ensure.ts';
import { takeAddresses } from './address-pairs.ts';
import { created, isGroupMember, isNonChat, type NewParticipant, snapshot } from './rules.ts';
import { addParticipantRow, countConversations, countGroup, type ParticipantRow } from './store.ts';

/** Members of a group, at most. */
const largestGroup = 10;

/**
 * Adds somebody to a conversation that is held. The conversation's own row is the caller's to write, with what
 * else the request does to it.
 *
 * @throws ApiError for what keeps somebody out: 50433, 50416, limits, roles, addresses.
 */
export async function join(
  { sids, limits }: Pick<Tools, 'sids' | 'limits'>,
  transaction: Transaction,
  circumstances: Circumstances,
  conversation: ConversationRow,
  settings: NewParticipant,
  now: number,
): Promise<{ readonly participant: ParticipantRow; readonly decision: Decision }> {
  const { accountSid, serviceSid } = circumstances;
  const scope = { account_sid: accountSid, chat_service_sid: serviceSid };
  const service = await transaction.one(findDefaults, scope);
  if (service === undefined) throw new Error('A conversation is there and its service is not.');
  const role = await givenRole(transaction, service.service_id, settings.roleSid, 'conversation', 50109);
  const birth = {
    serviceId: conversation.service_id,
    conversationSid: conversation.sid,
    sid: sids.next(participant.sidPrefix),
    userSid: null,
    roleSid: role ?? service.participant_role,
  };
  const guest = created(settings, birth, now);
  const nonChat = isNonChat(guest) ? 1 : 0;
  if (conversation.participant_counter >= limits.participantsPerConversation) throw new ApiError(50417);
  if (conversation.non_chat_counter + nonChat > limits.nonChatParticipantsPerConversation)
    throw new ApiError(50418);
  await checkGroup(transaction, conversation, guest);

  const user =
    guest.identity === null
      ? undefined
      : await ensureUser({ sids }, transaction, circumstances, service, guest.identity, now);
  if (user !== undefined && !user.isNew) {
    const limit = limits.conversationsPerIdentity;
    const key = { service_id: service.service_id, user_sid: user.sid, limit };
    const found = await transaction.one(countConversations, key);
    if (found !== undefined && found.count >= limit) throw new ApiError(50214);
  }

  const number = conversation.event_counter + 1;
  const row = { ...guest, user_sid: user?.sid ?? null, created_event: number, updated_event: number };
  if (!(await transaction.insert(addParticipantRow, row))) throw new ApiError(50433);
  await takeAddresses(transaction, accountSid, row);
  const joined = {
    ...conversation,
    participant_counter: conversation.participant_counter + 1,
    non_chat_counter: conversation.non_chat_counter + nonChat,
  };
  return {
    participant: row,
    decision: counted(joined, [{ name: 'onParticipantAdded', data: snapshot(row) }]),
  };
}

/** @throws ApiError 50434 for somebody on chat whom a group could not see, 50436 for one too many. */
async function checkGroup(
  transaction: Transaction,
  { service_id, sid, participant_counter }: ConversationRow,
  guest: ParticipantRow,
): Promise<void> {
  const member = isGroupMember(guest);
  if (participant_counter === 0 || (!member && guest.identity === null)) return;
  const group = await transaction.one(countGroup, { service_id, conversation_sid: sid });
  if (group === undefined || group.count === 0) return;
  if (!member) throw new ApiError(50434);
  if (group.count >= largestGroup) throw new ApiError(50436);
}

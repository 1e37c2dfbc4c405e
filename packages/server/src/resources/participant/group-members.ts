import { ApiError } from '@colloquy/contract';
import { lockAccount } from '../../accounts/store.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { findGroupSender } from './find-by-members.ts';
import { minGroupMembers } from './member-counts.ts';
import { type Binding, isGroupMember, isNonChat } from './rules.ts';
import {
  countGroup,
  findGroupAddresses,
  findGroupTwin,
  findUnseenUser,
  type ParticipantRow,
} from './store.ts';

type ConversationKey = Pick<ParticipantRow, 'service_id' | 'conversation_sid'>;
type Member = Binding & ConversationKey & Pick<ParticipantRow, 'identity'>;
type GroupAddress = Pick<ParticipantRow, 'messaging_binding_address' | 'messaging_binding_projected_address'>;

/**
 * Asserts that the group can have a member that is new or has lost its proxy address: nobody in it is the same, and a
 * telephone sees all chat users.
 *
 * @throws ApiError 50437, 50435.
 */
export async function assertFitsGroup(reader: Reader, member: Member): Promise<void> {
  if (!isGroupMember(member)) return;
  if ((await reader.one(findGroupTwin, member)) !== undefined) throw new ApiError(50437);
  if (isNonChat(member) && (await reader.one(findUnseenUser, member)) !== undefined)
    throw new ApiError(50435);
}

/** Whether a conversation has group members, as {@link isGroupMember} says. */
export async function isGroup(reader: Reader, key: ConversationKey): Promise<boolean> {
  const group = await reader.one(countGroup, key);
  return group !== undefined && group.count > 0;
}

/**
 * Asserts that no other open conversation of the account has a group with the same addresses as these. A group that is
 * not complete yet can have the same as another.
 *
 * @throws ApiError 50438.
 */
export async function assertOnlyGroup(
  reader: Reader,
  accountSid: string,
  members: readonly GroupAddress[],
  conversationSid?: string,
): Promise<void> {
  const addresses = new Set(members.map(addressOf).filter((address) => address !== null));
  const [first] = addresses;
  if (addresses.size < minGroupMembers || first === undefined) return;
  const found = await findGroupSender(reader, accountSid, first, [...addresses], conversationSid);
  if (found !== undefined) throw new ApiError(50438, found.conversation_sid);
}

const addressOf = (member: GroupAddress): string | null =>
  member.messaging_binding_address ?? member.messaging_binding_projected_address;

/**
 * {@link assertOnlyGroup} of a conversation whose group has changed. The account is locked, so that of two groups that
 * become the same at once, one is refused.
 */
export async function assertOnlyGroupAfterChange(
  transaction: Transaction,
  accountSid: string,
  key: ConversationKey,
): Promise<void> {
  const members = await transaction.all(findGroupAddresses, key);
  if (members.length < minGroupMembers) return;
  await transaction.lock(lockAccount, { sid: accountSid });
  await assertOnlyGroup(transaction, accountSid, members, key.conversation_sid);
}

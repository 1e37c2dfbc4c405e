import { ApiError, type Limits } from '@colloquy/contract';
import { type Binding, isGroupMember, isNonChat } from './rules.ts';
import type { ParticipantRow } from './store.ts';

export const maxGroupMembers = 10;

/** A group of fewer members is not complete. */
export const minGroupMembers = 3;

/**
 * How many participants a conversation has, how many of them use a channel other than chat, and how many are group
 * members, as {@link isGroupMember} says.
 */
export interface MemberCounts {
  readonly participants: number;
  readonly nonChat: number;
  readonly groupMembers: number;
}

/** A participant before it is added, as far as it decides who else the conversation can have. */
export type NewMember = Binding & Pick<ParticipantRow, 'identity'>;

export const withMember = (counts: MemberCounts, newMember: NewMember): MemberCounts => ({
  participants: counts.participants + 1,
  nonChat: counts.nonChat + (isNonChat(newMember) ? 1 : 0),
  groupMembers: counts.groupMembers + (isGroupMember(newMember) ? 1 : 0),
});

/**
 * Asserts that a conversation can take a new member.
 *
 * @param after the counts with the new member.
 * @throws ApiError 50417, 50418 and 50436 for limits, 50434 for a chat participant whom a group could not see.
 */
export function assertFits(
  before: MemberCounts,
  after: MemberCounts,
  { identity }: NewMember,
  limits: Limits,
): void {
  if (after.participants > limits.maxParticipantsPerConversation) throw new ApiError(50417);
  if (after.nonChat > limits.maxNonChatParticipantsPerConversation) throw new ApiError(50418);
  if (before.groupMembers > 0 && after.groupMembers === before.groupMembers && identity !== null)
    throw new ApiError(50434);
  if (after.groupMembers > maxGroupMembers) throw new ApiError(50436);
}

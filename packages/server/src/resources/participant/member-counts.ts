import { ApiError, type Limits } from '@colloquy/contract';
import { type Binding, isGroupMember, isNonChat } from './rules.ts';
import type { ParticipantRow } from './store.ts';

/** Members of a group, at most. */
const maxGroupMembers = 10;

/** How many are in a conversation, and how many of them are members of a group. */
export interface MemberCounts {
  readonly participants: number;
  readonly nonChat: number;
  readonly members: number;
}

/**
 * The party with somebody more.
 *
 * @throws ApiError 50417, 50418 and 50436 for one too many, 50434 for somebody on chat whom a group could not see.
 */
export function joined(
  party: MemberCounts,
  newMember: Binding & Pick<ParticipantRow, 'identity'>,
  limits: Limits,
): MemberCounts {
  const { participants, nonChat, members } = party;
  const after = {
    participants: participants + 1,
    nonChat: nonChat + (isNonChat(newMember) ? 1 : 0),
    members: members + (isGroupMember(newMember) ? 1 : 0),
  };
  if (after.participants > limits.maxParticipantsPerConversation) throw new ApiError(50417);
  if (after.nonChat > limits.maxNonChatParticipantsPerConversation) throw new ApiError(50418);
  if (members > 0 && after.members === members && newMember.identity !== null) throw new ApiError(50434);
  if (after.members > maxGroupMembers) throw new ApiError(50436);
  return after;
}

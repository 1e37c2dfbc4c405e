import { ApiError, type Limits } from '@colloquy/contract';
import {
  assertFits,
  type MemberCounts,
  minGroupMembers,
  type NewMember,
  withMember,
} from '../participant/member-counts.ts';
import { assertOwnAddresses } from '../participant/own-addresses.ts';
import { bindingOf, isGroupMember, type NewParticipant, pairOf } from '../participant/rules.ts';

/** Whether a new conversation is initializing until its first participants have been added. */
export const hasParticipantsToAdd = (settings: {
  readonly participant?: readonly NewParticipant[];
}): boolean => (settings.participant ?? []).length > 0;

/**
 * Checks the first participants of a conversation against each other.
 *
 * @throws ApiError for addresses that do not match or are not yours, 50437 for members of a group that are the same, 50433 for an
 *   identity that occurs twice, 50425 for an address pair that does, 50434 for a chat user whom a group could not see,
 *   50435 for a group that is not complete, 50426 and those of {@link assertFits} for limits.
 */
export function validateMembers(settings: readonly NewParticipant[], limits: Limits): NewMember[] {
  if (settings.length > limits.maxParticipantsPerRequest) throw new ApiError(50426);
  const newMembers = settings.map((each) => ({ ...bindingOf(each), identity: each.identity ?? null }));
  for (const each of settings) assertOwnAddresses(each, limits);
  let counts: MemberCounts = { participants: 0, nonChat: 0, groupMembers: 0 };
  for (const newMember of newMembers) {
    const after = withMember(counts, newMember);
    assertFits(counts, after, newMember, limits);
    counts = after;
  }
  if (hasDuplicates(newMembers.map(groupKeyOf))) throw new ApiError(50437);
  if (hasDuplicates(newMembers.map(({ identity }) => identity))) throw new ApiError(50433);
  const pairs = newMembers.map((each) => JSON.stringify(pairOf(each)) ?? null);
  if (hasDuplicates(pairs)) throw new ApiError(counts.groupMembers > 0 ? 50437 : 50425);
  if (counts.groupMembers > 0) {
    if (newMembers.some((each) => each.identity !== null && !isGroupMember(each))) throw new ApiError(50434);
    if (counts.groupMembers < minGroupMembers) throw new ApiError(50435);
  }
  return newMembers;
}

/** What no two members of a group can have in common; null for a participant that is not a group member. */
function groupKeyOf(newMember: NewMember): string | null {
  if (!isGroupMember(newMember)) return null;
  const { identity, messaging_binding_address, messaging_binding_projected_address } = newMember;
  // A projected address alone does not identify a participant, so several can have it.
  if (messaging_binding_address === null && identity === null) return null;
  return JSON.stringify([identity, messaging_binding_address, messaging_binding_projected_address]);
}

function hasDuplicates(texts: readonly (string | null)[]): boolean {
  const given = texts.filter((text) => text !== null);
  return new Set(given).size < given.length;
}

import { ApiError } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import { type Binding, isGroupMember } from './rules.ts';
import { countGroup, findGroupTwin, type ParticipantRow } from './store.ts';

type Member = Binding & Pick<ParticipantRow, 'service_id' | 'conversation_sid' | 'identity'>;

/**
 * Asserts that nobody in the group is the same as a member that is new or has lost its proxy address.
 *
 * @throws ApiError 50437.
 */
export async function assertNotInGroup(reader: Reader, member: Member): Promise<void> {
  if (!isGroupMember(member)) return;
  if ((await reader.one(findGroupTwin, member)) !== undefined) throw new ApiError(50437);
}

/** Whether a conversation has group members, as {@link isGroupMember} says. */
export async function isGroup(
  reader: Reader,
  key: Pick<Member, 'service_id' | 'conversation_sid'>,
): Promise<boolean> {
  const group = await reader.one(countGroup, key);
  return group !== undefined && group.count > 0;
}

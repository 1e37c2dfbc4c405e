import { participant } from '@colloquy/contract';
import { nameKey } from '../../rest/canonical-sid.ts';
import type { RequestContext } from '../../rest/request-context.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import { lockParentConversation } from '../conversation/find-conversation.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { findParticipant, type ParticipantRow } from './store.ts';

/** The participant of a conversation that is locked, by SID or identity. */
export function findParticipantIn(
  reader: Reader,
  { service_id, sid }: ConversationRow,
  name: string,
): Promise<ParticipantRow | undefined> {
  const { by, identifier } = nameKey(participant, name);
  return reader.one(findParticipant[by], { service_id, conversation_sid: sid, identifier });
}

/** Locks the conversation that a path names as a parent, and finds the participant that the path names in it. */
export async function lockParticipant(reader: LockingReader, request: RequestContext) {
  const conversation = await lockParentConversation(reader, request);
  const before = conversation && (await findParticipantIn(reader, conversation, request.identifier));
  return conversation && before && { conversation, before };
}

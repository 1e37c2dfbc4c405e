import { participant } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { getParticipant, type ParticipantRow } from './store.ts';

/** A participant as a path names it: by its SID or its identity. */
export function named(identifier: string) {
  const sid = canonicalSid(participant.sidPrefix, identifier);
  return sid === undefined
    ? ({ by: 'identity', identifier } as const)
    : ({ by: 'sid', identifier: sid } as const);
}

/** The participant that a path names in a conversation that is held. */
export function findParticipantIn(
  transaction: Transaction,
  { service_id, sid }: ConversationRow,
  name: string,
): Promise<ParticipantRow | undefined> {
  const { by, identifier } = named(name);
  return transaction.one(getParticipant[by], { service_id, conversation_sid: sid, identifier });
}

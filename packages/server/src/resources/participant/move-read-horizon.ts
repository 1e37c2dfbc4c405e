import type { Transaction } from '../../storage/storage.ts';
import { type Decision, nextEventNumber, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { findParticipantIn } from './find-participant.ts';
import { applyReadReceipt, snapshot } from './rules.ts';
import { setParticipant } from './store.ts';

/**
 * Moves the read horizon of a participant to a message that it has read on its channel, as {@link applyReadReceipt}
 * says. The conversation is locked, and the caller persists the decision.
 */
export async function moveReadHorizon(
  transaction: Transaction,
  conversation: ConversationRow,
  participantSid: string,
  messageIndex: number,
  now: number,
): Promise<Decision> {
  const before = await findParticipantIn(transaction, conversation, participantSid);
  const after = before && applyReadReceipt(before, messageIndex, now);
  if (after === undefined || after === before) return withEvents(conversation, []);
  const row = { ...after, updated_event: nextEventNumber(conversation) };
  await transaction.update(setParticipant, row);
  return withEvents(conversation, [{ name: 'onParticipantUpdated', properties: snapshot(row) }]);
}

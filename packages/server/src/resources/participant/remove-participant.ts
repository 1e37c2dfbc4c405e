import { instant } from '../../platform/instant.ts';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { Transaction } from '../../storage/storage.ts';
import { type Decision, nextEventNumber, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { releaseAddressPair } from './address-pairs.ts';
import { isNonChat, snapshot } from './rules.ts';
import { addRemovedParticipant, type ParticipantRow, removeParticipantRow } from './store.ts';

/** Removes a participant from a conversation that is locked. The caller persists the decision. */
export async function removeParticipant(
  transaction: Transaction,
  conversation: ConversationRow,
  row: ParticipantRow,
  { accountSid, now }: Pick<ChangeContext, 'accountSid' | 'now'>,
): Promise<Decision> {
  await transaction.remove(removeParticipantRow, row);
  await releaseAddressPair(transaction, accountSid, row);
  const time = instant(now);
  await transaction.insert(addRemovedParticipant, {
    service_id: row.service_id,
    conversation_sid: row.conversation_sid,
    sid: row.sid,
    identity: row.identity,
    user_sid: row.user_sid,
    removed_event: nextEventNumber(conversation),
    date_removed: time,
  });
  const after = {
    ...conversation,
    participant_counter: conversation.participant_counter - 1,
    non_chat_counter: conversation.non_chat_counter - (isNonChat(row) ? 1 : 0),
  };
  return withEvents(after, [
    { name: 'onParticipantRemoved', properties: { ...snapshot(row), date_removed: time } },
  ]);
}

import { instant } from '../../platform/instant.ts';
import {
  chain,
  type Decision,
  nextEventNumber,
  snapshot,
  withEvents,
} from '../../resources/conversation/rules.ts';
import { type ConversationRow, conversationTable } from '../../resources/conversation/store.ts';
import { removeParticipant } from '../../resources/participant/remove-participant.ts';
import { findParticipant } from '../../resources/participant/store.ts';
import { removeDocument } from '../../search/documents.ts';
import { update } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { Person } from '../person.ts';
import { findTombstones, setTombstone } from './conversation-queries.ts';
import type { Erased } from './erase-messages.ts';

const setCreator = update(conversationTable, ['created_by']);

interface MembershipContext {
  readonly accountSid: string;
  readonly person: Person;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Removes participants from a conversation that is locked, their tombstones' identity, and names of the conversation. */
export async function eraseMembership(
  transaction: Transaction,
  conversation: ConversationRow,
  sids: readonly string[],
  context: MembershipContext,
): Promise<Erased> {
  const { service_id, sid: conversation_sid } = conversation;
  const key = { service_id, conversation_sid };
  let decision = withEvents(conversation, []);
  let participants = 0;
  for (const sid of sids) {
    const row = await transaction.one(findParticipant.sid, { ...key, identifier: sid });
    if (row === undefined) continue;
    decision = chain(decision, await removeParticipant(transaction, decision.conversation, row, context));
    await transaction.remove(removeDocument, row);
    participants++;
  }
  const { identity } = context.person;
  for (const { removed_event } of await transaction.all(findTombstones, { ...key, identity }))
    await transaction.update(setTombstone, { ...key, removed_event, identity: null });
  const named = await eraseNames(transaction, decision.conversation, context);
  const counts = { participants, conversations: named === undefined ? 0 : 1 };
  return { decision: named === undefined ? decision : chain(decision, named), counts };
}

/** Removes names of a conversation that are exactly the person's; undefined if there are none. */
async function eraseNames(
  transaction: Transaction,
  conversation: ConversationRow,
  { person, now }: MembershipContext,
): Promise<Decision | undefined> {
  const isCreator = person.isNamed(conversation.created_by);
  if (isCreator) await transaction.update(setCreator, { ...conversation, created_by: 'system' });
  const { friendly_name, unique_name } = conversation;
  const names = {
    friendly_name: person.isNamed(friendly_name) ? null : friendly_name,
    unique_name: person.isNamed(unique_name) ? null : unique_name,
  };
  if (names.friendly_name === friendly_name && names.unique_name === unique_name)
    return isCreator ? withEvents(conversation, []) : undefined;
  await transaction.remove(removeDocument, conversation);
  const updated_event = nextEventNumber(conversation);
  const after = { ...conversation, ...names, date_updated: instant(now), updated_event };
  return withEvents(after, [{ name: 'onConversationUpdated', properties: snapshot(after) }]);
}

import { instant } from '../../platform/instant.ts';
import { nextEventNumber, snapshot } from '../../resources/conversation/rules.ts';
import type { ConversationRow } from '../../resources/conversation/store.ts';
import { conversationKind } from '../records/conversation-kinds.ts';
import type { TransferRecord } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';
import { planRow } from './plan-rows.ts';
import type { ServiceContext } from './service-context.ts';

/** Takes over conversations. Their batch writes them, since what is in them changes their counters. */
export function writeConversations(context: ServiceContext, records: readonly TransferRecord[]): void {
  const { conversations, outcome, serviceId } = context;
  for (const record of records) {
    try {
      const found = conversations.find(String(record.values['sid']));
      const { before, after, change } = planRow(conversationKind, serviceId, record, found);
      outcome.count('conversations', change);
      if (change !== 'unchanged') setConversation(context, before, after);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      outcome.problems.push(error.message);
    }
  }
}

function setConversation(
  { conversations, now }: ServiceContext,
  before: ConversationRow | undefined,
  after: ConversationRow,
): void {
  if (before === undefined) {
    conversations.set(after, { name: 'onConversationAdded', properties: snapshot(after) });
    return;
  }
  const stateChanged = before.state !== after.state;
  // The row has the number of the last event that changes it.
  const updated = { ...after, updated_event: nextEventNumber(after) + (stateChanged ? 1 : 0) };
  conversations.set(updated, { name: 'onConversationUpdated', properties: snapshot(updated) });
  if (!stateChanged) return;
  conversations.set(
    { ...updated, event_counter: nextEventNumber(updated) },
    {
      name: 'onConversationStateUpdated',
      properties: {
        messaging_service_sid: after.messaging_service_sid,
        state_from: before.state,
        state_to: after.state,
        state_updated: instant(now),
        reason: 'EVENT',
      },
    },
  );
}

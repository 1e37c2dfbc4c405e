import { instant } from '../../platform/instant.ts';
import { nextEventNumber, snapshot } from '../../resources/conversation/rules.ts';
import type { ConversationRow } from '../../resources/conversation/store.ts';
import { conversationKind } from '../records/conversation-kinds.ts';
import type { TransferRecord } from '../records/kinds.ts';
import { planWrites } from './plan-writes.ts';
import type { ServiceContext } from './service-context.ts';

/** Takes over conversations. Their batch writes them, since what is in them changes their counters. */
export async function writeConversations(
  context: ServiceContext,
  records: readonly TransferRecord[],
): Promise<void> {
  const { transaction, outcome, serviceId } = context;
  const reject = (error: Error) => outcome.report(error.message);
  const planned = await planWrites(transaction, conversationKind, serviceId, records, reject);
  for (const { before, after, change } of planned) {
    outcome.count('conversations', change);
    if (change !== 'unchanged') setConversation(context, before, after);
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

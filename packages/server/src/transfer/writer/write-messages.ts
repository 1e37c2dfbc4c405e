import { nextEventNumber } from '../../resources/conversation/rules.ts';
import { snapshot } from '../../resources/message/rules.ts';
import { messageKind } from '../records/conversation-kinds.ts';
import type { TransferRecord } from '../records/kinds.ts';
import type { PlannedRow } from './plan-rows.ts';
import { planWrites } from './plan-writes.ts';
import type { ServiceContext } from './service-context.ts';
import { writeRows } from './write-rows.ts';

/** Writes messages with their indexes, after which new messages of their conversations get the next ones. */
export async function writeMessages(
  context: ServiceContext,
  records: readonly TransferRecord[],
): Promise<void> {
  const { transaction, conversations, outcome, serviceId } = context;
  const reject = (error: Error) => outcome.report(error.message);
  const planned = await planWrites(transaction, messageKind, serviceId, records, reject);
  const rows = planned.flatMap((each): PlannedRow<typeof messageKind.table.columns>[] => {
    const { before, after, change } = each;
    const conversation = conversations.find(after.conversation_sid);
    if (conversation === undefined) {
      outcome.report(`${after.sid}: its conversation has not been imported`);
      return [];
    }
    outcome.count('messages', change);
    if (change === 'unchanged') return [];
    const number = nextEventNumber(conversation);
    const row = { ...after, updated_event: number, created_event: before?.created_event ?? number };
    const message_counter = Math.max(conversation.message_counter, row.message_index + 1);
    const { messaging_service_sid } = conversation;
    conversations.set(
      { ...conversation, message_counter },
      before === undefined
        ? {
            name: 'onMessageAdded',
            properties: { ...snapshot(row), delivery: row.delivery, messaging_service_sid },
          }
        : { name: 'onMessageUpdated', properties: snapshot(row) },
    );
    return [{ before, after: row, change }];
  });
  await writeRows(transaction, messageKind, rows);
}

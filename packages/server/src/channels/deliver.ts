import { type Channel, channelOf, type DeliveryStatus, deliveryStatuses } from '@colloquy/contract';
import { instant } from '../platform/instant.ts';
import { carryOut } from '../resources/conversation/carry-out.ts';
import { counted } from '../resources/conversation/rules.ts';
import { lockConversation } from '../resources/conversation/store.ts';
import { getMessage, type MessageRow, setDelivery } from '../resources/message/store.ts';
import { type Progress, progressed, snapshot, summary } from '../resources/receipt/rules.ts';
import { addressesOf, type ReceiptRow, receiptsOf, setStatus } from '../resources/receipt/store.ts';
import type { TaskStep } from '../resources/task/run.ts';
import type { Storage } from '../storage/storage.ts';
import type { ChannelPort } from './channel.ts';

interface Step {
  readonly receipt: ReceiptRow;
  readonly progress: Progress;
}

/**
 * Makes the step that has a message go on on all its ways. The channel is asked outside of a transaction; what it says
 * counts only for a receipt that nobody has changed meanwhile.
 */
export const deliverer =
  (channel: ChannelPort): TaskStep =>
  async (tools, task) => {
    const { storage, clock } = tools;
    const { service_id, service_sid, account_sid, subject, data } = task;
    const message = { service_id, conversation_sid: data, sid: subject };
    const found = await storage.read((reader) => reader.one(getMessage, message));
    if (found === undefined) return true;
    const steps = await nextSteps(storage, channel, found);
    const [first] = steps;
    if (first === undefined) return true;

    const now = clock.now();
    await storage.write(async (transaction) => {
      const scope = { account_sid, chat_service_sid: service_sid, identifier: data };
      const conversation = await transaction.lock(lockConversation.sid, scope, (row) => row.sid);
      const before = await transaction.one(getMessage, message);
      if (conversation === undefined || before === undefined) return;
      const receipts = await transaction.all(receiptsOf, { service_id, message_sid: subject });
      const after = receipts.map((row) => {
        const step = steps.find(({ receipt }) => receipt.sid === row.sid);
        return step === undefined || step.receipt.status !== row.status
          ? { row, changed: false }
          : { row: progressed(row, step.progress, now), changed: true };
      });
      const changed = after.filter((each) => each.changed).map(({ row }) => row);
      if (changed.length === 0) return;
      const decision = counted(
        conversation,
        changed.map((row) => ({ name: 'onDeliveryUpdated', data: snapshot(row) })),
      );
      for (const row of changed) await transaction.update(setStatus, row);
      await transaction.update(setDelivery, {
        service_id,
        sid: subject,
        delivery: summary(after.map(({ row }) => row.status)),
        updated_event: decision.conversation.event_counter,
      });
      const circumstances = {
        accountSid: account_sid,
        serviceSid: service_sid,
        source: first.channel.toUpperCase() as Uppercase<Channel>,
        actor: null,
        time: instant(now),
        webhookEnabled: true,
      };
      await carryOut(transaction, circumstances, conversation, decision);
    });
    return false;
  };

/** What the channels say that comes next, for each receipt whose message goes on. */
async function nextSteps(
  storage: Storage,
  channel: ChannelPort,
  message: MessageRow,
): Promise<(Step & { readonly channel: Channel })[]> {
  const { service_id, conversation_sid, sid } = message;
  const [receipts, addresses] = await storage.read((reader) =>
    Promise.all([
      reader.all(receiptsOf, { service_id, message_sid: sid }),
      reader.all(addressesOf, { service_id, conversation_sid }),
    ]),
  );
  const steps = await Promise.all(
    receipts.map(async (receipt) => {
      // Who has left meanwhile gets nothing more.
      const to = addresses.find((each) => each.sid === receipt.participant_sid);
      const name = to && channelOf(to.address);
      if (to === undefined || name === undefined) return [];
      const outgoing = {
        channel: name,
        to: to.address,
        from: to.proxy_address,
        channelMessageSid: receipt.channel_message_sid,
        body: message.body,
        media: message.media,
      };
      const progress = await channel.next(outgoing, statusOf(receipt));
      return progress === undefined ? [] : [{ receipt, progress, channel: name }];
    }),
  );
  return steps.flat();
}

const statusOf = ({ status }: ReceiptRow): DeliveryStatus | null =>
  deliveryStatuses.find((each) => each === status) ?? null;

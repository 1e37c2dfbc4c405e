import { type Channel, channelOf, type DeliveryStatus, deliveryStatuses } from '@colloquy/contract';
import { appendEvents } from '../events/event-log.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import { instant } from '../platform/instant.ts';
import { persistDecision } from '../resources/conversation/persist-decision.ts';
import { chain, withEvents } from '../resources/conversation/rules.ts';
import { lockConversationBy } from '../resources/conversation/store.ts';
import { findMessage, type MessageRow, setDeliverySummary } from '../resources/message/store.ts';
import { moveReadHorizon } from '../resources/participant/move-read-horizon.ts';
import {
  applyStatusChange,
  type StatusChange,
  snapshot,
  summarizeDelivery,
} from '../resources/receipt/rules.ts';
import { addressesOf, type ReceiptRow, receiptsOf, setStatus } from '../resources/receipt/store.ts';
import type { Storage } from '../storage/storage.ts';
import type { ChannelPort } from './channel-port.ts';

interface PendingChange {
  readonly receipt: ReceiptRow;
  readonly statusChange: StatusChange;
}

/**
 * Creates the job handler that advances the delivery receipts of a message by one status. The channel is called outside
 * the transaction; its result is dropped for a receipt that has changed in the meantime.
 */
export const createAdvanceDelivery =
  (channel: ChannelPort): JobHandler =>
  async (deps, job) => {
    const { storage, clock } = deps;
    const { service_id, service_sid, account_sid, subject_sid, payload } = job;
    const message = { service_id, conversation_sid: payload, sid: subject_sid };
    const found = await storage.read((reader) => reader.one(findMessage, message));
    if (found === undefined) return true;
    const changes = await fetchStatusChanges(storage, channel, found);
    const [first] = changes;
    if (first === undefined) return true;

    const now = clock.now();
    return storage.write(async (transaction) => {
      const scope = { account_sid, chat_service_sid: service_sid, identifier: payload };
      const conversation = await transaction.lock(lockConversationBy.sid, scope);
      const before = await transaction.one(findMessage, message);
      // The rows of a deleted service are found until they have been purged.
      if (conversation === undefined || before === undefined) return true;
      const receipts = await transaction.all(receiptsOf, { service_id, message_sid: subject_sid });
      const after = receipts.map((row) => {
        const change = changes.find(({ receipt }) => receipt.sid === row.sid);
        return change === undefined || change.receipt.status !== row.status
          ? { row, changed: false }
          : { row: applyStatusChange(row, change.statusChange, now), changed: true };
      });
      const changed = after.filter((each) => each.changed).map(({ row }) => row);
      if (changed.length === 0) return false;
      const delivered = withEvents(
        conversation,
        changed.map((row) => ({ name: 'onDeliveryUpdated', properties: snapshot(row) })),
      );
      for (const row of changed) await transaction.update(setStatus, row);
      await transaction.update(setDeliverySummary, {
        service_id,
        sid: subject_sid,
        delivery: summarizeDelivery(after.map(({ row }) => row.status)),
        updated_event: delivered.conversation.event_counter,
      });
      let decision = delivered;
      for (const { status, participant_sid } of changed) {
        if (status !== 'read') continue;
        const { message_index: index } = before;
        const moved = await moveReadHorizon(transaction, decision.conversation, participant_sid, index, now);
        decision = chain(decision, moved);
      }
      const eventContext = {
        accountSid: account_sid,
        serviceSid: service_sid,
        source: first.channel.toUpperCase() as Uppercase<Channel>,
        actor: null,
        time: instant(now),
        webhookEnabled: true,
      };
      appendEvents(transaction, eventContext, await persistDecision(transaction, conversation, decision));
      return false;
    });
  };

/** Asks the channels for the next status of each receipt; those with a final status are left out. */
async function fetchStatusChanges(
  storage: Storage,
  channel: ChannelPort,
  message: MessageRow,
): Promise<(PendingChange & { readonly channel: Channel })[]> {
  const { service_id, conversation_sid, sid } = message;
  const [receipts, addresses] = await storage.read((reader) =>
    Promise.all([
      reader.all(receiptsOf, { service_id, message_sid: sid }),
      reader.all(addressesOf, { service_id, conversation_sid }),
    ]),
  );
  const changes = await Promise.all(
    receipts.map(async (receipt) => {
      // The participant may have left the conversation in the meantime.
      const to = addresses.find((each) => each.sid === receipt.participant_sid);
      const name = to && channelOf(to.address);
      if (to === undefined || name === undefined) return [];
      const outboundMessage = {
        channel: name,
        to: to.address,
        from: to.proxy_address,
        channelMessageSid: receipt.channel_message_sid,
        body: message.body,
        media: message.media,
      };
      const statusChange = await channel.advance(outboundMessage, parseStatus(receipt));
      return statusChange === undefined ? [] : [{ receipt, statusChange, channel: name }];
    }),
  );
  return changes.flat();
}

const parseStatus = ({ status }: ReceiptRow): DeliveryStatus | null =>
  deliveryStatuses.find((each) => each === status) ?? null;

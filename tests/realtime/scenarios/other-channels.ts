import type { Message, MessageUpdatedEventArgs, Participant } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, matches, nextEvent, rejects } from './support/checks.ts';

export const otherChannels: Readonly<Record<string, Scenario>> = {
  async 'deliveries through channels are summed up for clients as they proceed, and listed'(chat) {
    const conversation = await chat.joinNew(await chat.connect('admin'));
    await chat.allowOnly('admin', 'addNonChatParticipant');
    for (const n of [1, 2, 3]) {
      const joined = nextEvent<Participant>(conversation, 'participantJoined');
      await conversation.addNonChatParticipant(ourNumber(), theirNumber(), { n });
      matches(await joined, { type: 'sms', attributes: { n }, identity: null });
    }
    const added = nextEvent<Message>(conversation, 'messageAdded');
    await conversation.sendMessage('to all');
    const message = await added;
    matches(message.aggregatedDeliveryReceipt, { total: 3 });
    const delivered = nextEvent<MessageUpdatedEventArgs>(
      conversation,
      'messageUpdated',
      (updated) => updated.message.aggregatedDeliveryReceipt?.delivered === 'all',
    );
    await chat.advance('PT1M');
    equal((await delivered).updateReasons, ['deliveryReceipt']);
    matches(message.aggregatedDeliveryReceipt, {
      sent: 'all',
      delivered: 'all',
      read: 'none',
      failed: 'none',
      undelivered: 'none',
    });
    const receipts = await message.getDetailedDeliveryReceipts();
    equal(receipts.length, 3);
    for (const receipt of receipts) {
      const { sid, channelMessageSid, dateCreated, dateUpdated } = receipt;
      const expected = { messageSid: message.sid, conversationSid: conversation.sid, status: 'delivered' };
      matches(receipt, { ...expected, errorCode: 0 });
      const path = `/Conversations/${conversation.sid}/Messages/${message.sid}/Receipts/${sid}`;
      matches(await chat.rest('GET', path), {
        channel_message_sid: channelMessageSid,
        date_created: dateCreated,
        date_updated: dateUpdated,
      });
    }
    equal(new Set(receipts.map(({ participantSid }) => participantSid)).size, 3);
  },

  async 'participants by other channels show their addresses'(chat) {
    const conversation = await chat.joinNew(await chat.connect('admin'));
    await chat.allowOnly('admin', 'addNonChatParticipant');
    const sms = nextEvent<Participant>(conversation, 'participantJoined');
    const [proxy_address, address] = [ourNumber(), theirNumber()];
    const body = await conversation.addNonChatParticipant(proxy_address, address, { a: 1 });
    matches(body, { sid: (await sms).sid, messaging_binding: { type: 'sms' } });
    matches((await sms).bindings, { sms: { address, proxy_address } });
    const email = nextEvent<Participant>(conversation, 'participantJoined');
    const binding = { email: { name: 'Ann', level: 'cc' as const, address: '' } };
    await conversation.addNonChatParticipant('inbox@example.com', 'ann@example.com', {}, binding);
    matches(await email, {
      type: 'email',
      bindings: { email: { name: 'Ann', level: 'cc', address: 'ann@example.com' } },
    });
  },

  async 'a user whose role does not allow it adds nobody on another channel'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    await rejects(conversation.addNonChatParticipant(ourNumber(), theirNumber()), {
      status: 403,
      body: { code: 50107 },
    });
  },
};

let last = Date.now() % 10_000_000;

/** Two numbers can meet in one conversation only, so each scenario needs its own. */
const number = (areaCode: number): string => `+1${areaCode}${String(++last % 10_000_000).padStart(7, '0')}`;
const ourNumber = () => number(555);
const theirNumber = () => number(556);

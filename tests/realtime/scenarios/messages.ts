import type { Message, MessageUpdatedEventArgs } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, eventually, isSameSecond, matches, nextEvent } from './support/checks.ts';

export const messages: Readonly<Record<string, Scenario>> = {
  async 'a message arrives with its text, its author and its attributes'(chat) {
    const { alice, bob, own, others } = await chat.connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    const addedHere = nextEvent<Message>(others, 'messageAdded');
    const echo = nextEvent<Message>(alice, 'messageAdded');
    equal(await own.sendMessage('grüße\n😀', { k: 'v' }), 0);
    const message = await added;
    const rest = await chat.rest('GET', `/Conversations/${own.sid}/Messages/${message.sid}`);
    matches(message, {
      sid: (await addedHere).sid,
      body: 'grüße\n😀',
      attributes: { k: 'v' },
      author: 'alice',
      index: 0,
      type: 'text',
      subject: null,
      contentSid: null,
      media: null,
      attachedMedia: [],
      lastUpdatedBy: null,
      participantSid: rest['participant_sid'],
    });
    equal(isSameSecond(message.dateCreated, rest['date_created']), true);
    equal(isSameSecond(message.dateUpdated, rest['date_updated']), true);
    equal(message.conversation.sid, own.sid);
    equal((await message.getParticipant()).identity, 'alice');
    equal((await echo).sid, message.sid);
  },

  async 'a message by the REST API arrives as one by a client does'(chat) {
    const { bob, own } = await chat.connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    const form = { Body: 'from the back end', Author: 'support' };
    await chat.rest('POST', `/Conversations/${own.sid}/Messages`, form);
    matches(await added, { body: 'from the back end', author: 'support', participantSid: null });
  },

  async 'changes of a message, and its removal, reach the others'(chat) {
    const { bob, own, others } = await chat.connectTwo();
    const added = nextEvent<Message>(others, 'messageAdded');
    const unsent = own.prepareMessage().setBody('first').setAttributes({ a: 1 }).build();
    matches(unsent, { text: 'first', attributes: { a: 1 }, mediaContent: [], emailOptions: {} });
    await unsent.send();
    const message = await added;
    const [sent] = (await own.getMessages()).items;
    const change = async (reason: string, cause: () => Promise<unknown> | undefined) => {
      const isIt = ({ updateReasons }: { readonly updateReasons: readonly string[] }) =>
        updateReasons.includes(reason);
      const events = [
        nextEvent<MessageUpdatedEventArgs>(bob, 'messageUpdated', isIt),
        nextEvent<MessageUpdatedEventArgs>(others, 'messageUpdated', isIt),
        nextEvent<MessageUpdatedEventArgs>(message, 'updated', isIt),
      ];
      await cause();
      for (const event of events) equal((await event).message.sid, message.sid);
    };
    await change('body', () => sent?.updateBody('changed'));
    await change('attributes', () => sent?.updateAttributes({ a: 2 }));
    matches(message, { body: 'changed', attributes: { a: 2 } });
    const removed = nextEvent<Message>(bob, 'messageRemoved');
    const removedHere = nextEvent<Message>(others, 'messageRemoved');
    await sent?.remove();
    matches([await removed, await removedHere], [{ index: 0 }, { index: 0 }]);
    equal(await others.getMessagesCount(), 0);
    await eventually(() => others.lastMessage, undefined);
  },

  async 'messages are read forwards and backwards, page by page, over gaps'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    for (let n = 0; n < 12; n++) await chat.receive(conversation, { Body: `${n}` });
    const { items } = await conversation.getMessages(12);
    const removed = nextEvent<Message>(conversation, 'messageRemoved');
    await items[5]?.remove();
    await removed;
    const indexes = (page: { readonly items: readonly Message[] }) => page.items.map(({ index }) => index);
    const page = await conversation.getMessages(4, 4, 'forward');
    equal(indexes(page), [4, 6, 7, 8]);
    equal(indexes(await page.nextPage()), [9, 10, 11]);
    const back = await conversation.getMessages(4);
    equal(indexes(back), [8, 9, 10, 11]);
    equal([back.hasPrevPage, back.hasNextPage], [true, false]);
    equal(indexes(await back.prevPage()), [3, 4, 6, 7]);
    equal(await conversation.getMessagesCount(), 11);
  },

  async 'the longest text arrives whole, and many of them in one page'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    // Four bytes for each character: together, they make a page of 900 kB.
    const body = '😀'.repeat(8000);
    for (let n = 0; n < 28; n++) {
      const added = nextEvent<Message>(conversation, 'messageAdded');
      await conversation.sendMessage(body);
      equal((await added).body === body, true);
    }
    const again = await chat.connect('alice');
    const page = await (await again.getConversationBySid(conversation.sid)).getMessages(28);
    equal(page.items.map((message) => message.body === body).includes(false), false);
    equal(page.items.length, 28);
  },
};

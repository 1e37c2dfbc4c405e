import type { Conversation, Message, Participant } from '@twilio/conversations';
import type { Chat, Scenario } from './support/chat.ts';
import { equal, matches, nextEvent } from './support/checks.ts';

async function addEmail(
  chat: Chat,
  conversation: Conversation,
  address: string,
  level: string,
  name: string,
) {
  const joined = nextEvent<Participant>(conversation, 'participantJoined');
  await chat.rest('POST', `/Conversations/${conversation.sid}/Participants`, {
    'MessagingBinding.Type': 'email',
    'MessagingBinding.Address': address,
    'MessagingBinding.Level': level,
    'MessagingBinding.Name': name,
  });
  return joined;
}

export const emails: Readonly<Record<string, Scenario>> = {
  async 'recipients of e-mails are listed for a message, and for a conversation page by page'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    await addEmail(chat, conversation, 'to@example.com', 'to', 'Tom');
    await addEmail(chat, conversation, 'cc@example.com', 'cc', 'Cindy');
    const first = await chat.receive(conversation, { Body: 'one', Author: 'alice' });
    const second = await chat.receive(conversation, { Body: 'two', Author: 'alice' });
    const expected = (messageSid: string) => [
      { type: 'email', messageSid, level: 'to', name: 'Tom', address: 'to@example.com' },
      { type: 'email', messageSid, level: 'cc', name: 'Cindy', address: 'cc@example.com' },
    ];
    matches(await second.getMessageRecipients(), expected(second.sid));
    let page = await conversation.getMessageRecipients({ pageSize: 3 });
    const all = [...page.items];
    equal([page.hasPrevPage, page.hasNextPage], [false, true]);
    page = await page.nextPage();
    all.push(...page.items);
    equal(page.hasNextPage, false);
    matches(all, [...expected(first.sid), ...expected(second.sid)]);
  },

  async 'bodies and histories of e-mails are uploaded with a message'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    const added = nextEvent<Message>(conversation, 'messageAdded');
    const file = (contentType: string, text: string) => ({
      contentType,
      filename: 'file',
      media: chat.environment.toMedia(text),
    });
    await conversation
      .prepareMessage()
      .setBody('short')
      .setSubject('A subject')
      .setEmailBody('text/plain', file('text/plain', 'body'))
      .setEmailHistory('text/html', file('text/html', '<p>'))
      .build()
      .send();
    const message = await added;
    matches(message, { body: 'short', subject: 'A subject', attachedMedia: [] });
    const body = message.getEmailBody('text/plain');
    matches(body, { category: 'body', contentType: 'text/plain' });
    const url = await body?.getContentTemporaryUrl();
    equal(await (await fetch(url ?? '')).text(), 'body');
    equal(message.getEmailHistory('text/html')?.category, 'history');
    equal(message.getEmailBody('text/html'), null);
  },

  async 'a conversation shows the address and the name under which it sends e-mails'(chat) {
    const alice = await chat.connect('alice');
    const { sid } = await chat.rest('POST', '/Conversations', {
      'Bindings.Email.Address': 'room@example.com',
      'Bindings.Email.Name': 'Room',
    });
    matches((await alice.peekConversationBySid(sid)).bindings, {
      email: { name: 'Room', projected_address: 'room@example.com' },
    });
  },

  async 'a subject is sent with a text'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    const added = nextEvent<Message>(conversation, 'messageAdded');
    await conversation.sendMessage('text', {}, { subject: 'About' });
    matches(await added, { body: 'text', subject: 'About' });
  },
};

import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type {
  Client,
  Conversation,
  ConversationUpdatedEventArgs,
  Message,
  MessageUpdatedEventArgs,
  Participant,
  ParticipantUpdatedEventArgs,
} from '@twilio/conversations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { closeClientsAfterEach, connectClient, nextEvent } from './support/real-time-client.ts';

/** What the official client can do beyond what the REST API has, method by method. */
describe.each(engines)('on %s', (engine) => {
  let server: Colloquy;
  let call: HttpCaller;
  let service: string;
  closeClientsAfterEach();
  beforeAll(async () => {
    server = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    call = createCaller(server.baseUrl, server.accountSid, server.authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
  });
  afterAll(() => server.stop());

  const connect = async (identity: string): Promise<Client> =>
    connectClient(server.baseUrl, await server.token({ identity, serviceSid: service }));

  const pathOf = ({ sid }: { readonly sid: string }) => `/v1/Services/${service}/Conversations/${sid}`;

  /** A new conversation that the user of a client has joined. */
  async function join(client: Client): Promise<Conversation> {
    const joined = nextEvent<Conversation>(client, 'conversationJoined');
    const conversation = await client.createConversation();
    await conversation.join();
    await joined;
    await conversation.getParticipants();
    return conversation;
  }

  /** Lets a user add participants on other channels, which the default roles do not. */
  async function allowNonChat(identity: string): Promise<void> {
    const role = await call('POST', `/v1/Services/${service}/Roles`, {
      FriendlyName: 'adds non-chat participants',
      Type: 'service',
      Permission: 'addNonChatParticipant',
    });
    await call('POST', `/v1/Services/${service}/Users/${encodeURIComponent(identity)}`, {
      RoleSid: role.body.sid,
    });
  }

  /** Sends a message by the REST API, and waits until the client has it. */
  async function receive(conversation: Conversation, form: Readonly<Record<string, string>>) {
    const added = nextEvent<Message>(conversation, 'messageAdded');
    await call('POST', `${pathOf(conversation)}/Messages`, form);
    return added;
  }

  async function addEmail(conversation: Conversation, address: string, level: string, name: string) {
    const joined = nextEvent<Participant>(conversation, 'participantJoined');
    await call('POST', `${pathOf(conversation)}/Participants`, {
      'MessagingBinding.Type': 'email',
      'MessagingBinding.Address': address,
      'MessagingBinding.Level': level,
      'MessagingBinding.Name': name,
    });
    return joined;
  }

  test('unread messages are counted from the read horizon, and not at all without one', async () => {
    const conversation = await join(await connect('alice'));
    await receive(conversation, { Body: 'one' });
    await receive(conversation, { Body: 'two' });
    expect(conversation.lastReadMessageIndex).toBeNull();
    expect(await conversation.getUnreadMessagesCount()).toBeNull();
    expect(await conversation.advanceLastReadMessageIndex(0)).toBe(1);
    await expect.poll(() => conversation.lastReadMessageIndex).toBe(0);
    expect(await conversation.setAllMessagesRead()).toBe(0);
    await expect.poll(() => conversation.lastReadMessageIndex).toBe(1);
    // The known horizon is newer, so that it is sent again.
    expect(await conversation.advanceLastReadMessageIndex(0)).toBe(0);
    expect(await conversation.setAllMessagesUnread()).toBeNull();
    await expect.poll(() => conversation.lastReadMessageIndex).toBeNull();
    expect(await conversation.getUnreadMessagesCount()).toBeNull();
    expect(await conversation.updateLastReadMessageIndex(0)).toBe(1);
  });

  test('read horizon and notification level reach the other devices, and are what REST shows', async () => {
    const conversation = await join(await connect('alice'));
    await receive(conversation, { Body: 'one' });
    const other = await (await connect('alice')).getConversationBySid(conversation.sid);
    const horizon = nextEvent<ConversationUpdatedEventArgs>(other, 'updated');
    // Like the REST API, it accepts an index beyond the last message.
    expect(await conversation.updateLastReadMessageIndex(7)).toBe(0);
    expect((await horizon).updateReasons).toEqual(['lastReadMessageIndex']);
    expect(other.lastReadMessageIndex).toBe(7);
    const level = nextEvent<ConversationUpdatedEventArgs>(other, 'updated');
    await conversation.setUserNotificationLevel('muted');
    expect((await level).updateReasons).toEqual(['notificationLevel']);
    expect(other.notificationLevel).toBe('muted');
    const { text } = await call(
      'GET',
      `/v1/Services/${service}/Users/alice/Conversations/${conversation.sid}`,
    );
    expect(JSON.parse(text)).toMatchObject({
      last_read_message_index: 7,
      notification_level: 'muted',
      unread_messages_count: 0,
    });
    const byRest = nextEvent<ConversationUpdatedEventArgs>(other, 'updated');
    await call('POST', `/v1/Services/${service}/Users/alice/Conversations/${conversation.sid}`, {
      LastReadMessageIndex: '',
      NotificationLevel: 'default',
    });
    await byRest;
    await expect.poll(() => other.lastReadMessageIndex).toBeNull();
    expect(other.notificationLevel).toBe('default');
  });

  test('all messages of an empty conversation are read', async () => {
    const conversation = await join(await connect('alice'));
    expect(await conversation.setAllMessagesRead()).toBe(0);
    expect(await conversation.getMessagesCount()).toBe(0);
    expect((await conversation.getMessages()).items).toEqual([]);
  });

  test('recipients of e-mails are listed for a message, and for a conversation page by page', async () => {
    const conversation = await join(await connect('alice'));
    await addEmail(conversation, 'to@example.com', 'to', 'Tom');
    await addEmail(conversation, 'cc@example.com', 'cc', 'Cindy');
    const first = await receive(conversation, { Body: 'one', Author: 'alice' });
    const second = await receive(conversation, { Body: 'two', Author: 'alice' });
    const expected = (sid: string) => [
      { type: 'email', messageSid: sid, level: 'to', name: 'Tom', address: 'to@example.com' },
      { type: 'email', messageSid: sid, level: 'cc', name: 'Cindy', address: 'cc@example.com' },
    ];
    expect(await second.getMessageRecipients()).toMatchObject(expected(second.sid));
    const all = [];
    let page = await conversation.getMessageRecipients({ pageSize: 3 });
    all.push(...page.items);
    expect(page).toMatchObject({ hasNextPage: true, hasPrevPage: false });
    page = await page.nextPage();
    all.push(...page.items);
    expect(page.hasNextPage).toBe(false);
    expect(all).toMatchObject([...expected(first.sid), ...expected(second.sid)]);
  });

  test('a message of a conversation without e-mail has no recipients, metadata or content', async () => {
    const conversation = await join(await connect('alice'));
    const message = await receive(conversation, { Body: 'one' });
    expect(await message.getMessageRecipients()).toEqual([]);
    expect((await conversation.getMessageRecipients()).items).toEqual([]);
    expect(await message.getChannelMetadata()).toBeNull();
    expect(await message.getContentData()).toBeNull();
    expect(await message.getDetailedDeliveryReceipts()).toEqual([]);
    expect(message.aggregatedDeliveryReceipt).toBeNull();
  });

  test('a message with content shows its SID', async () => {
    const conversation = await join(await connect('alice'));
    const contentSid = `HX${'0'.repeat(32)}`;
    const message = await receive(conversation, { ContentSid: contentSid });
    expect(message).toMatchObject({ contentSid, body: null });
    expect(await message.getContentData()).toBeNull();
  });

  test('there are no content templates', async () => {
    expect(await (await connect('alice')).getContentTemplates()).toEqual([]);
  });

  test('deliveries through channels are summed up for clients as they proceed, and listed', async () => {
    const conversation = await join(await connect('admin'));
    await allowNonChat('admin');
    for (const n of range(3)) {
      const joined = nextEvent<Participant>(conversation, 'participantJoined');
      await conversation.addNonChatParticipant(`+1555000000${n}`, `+1555111111${n}`, { n });
      expect(await joined).toMatchObject({ type: 'sms', attributes: { n }, identity: null });
    }
    const added = nextEvent<Message>(conversation, 'messageAdded');
    await conversation.sendMessage('to all');
    const message = await added;
    expect(message.aggregatedDeliveryReceipt).toMatchObject({ total: 3 });
    const delivered = nextEvent<MessageUpdatedEventArgs>(
      conversation,
      'messageUpdated',
      (updated) => updated.message.aggregatedDeliveryReceipt?.delivered === 'all',
    );
    await server.advance('PT1M');
    expect((await delivered).updateReasons).toEqual(['deliveryReceipt']);
    expect(message.aggregatedDeliveryReceipt).toMatchObject({
      sent: 'all',
      failed: 'none',
      undelivered: 'none',
    });
    const receipts = await message.getDetailedDeliveryReceipts();
    expect(receipts).toHaveLength(3);
    expect(receipts[0]).toMatchObject({
      messageSid: message.sid,
      conversationSid: conversation.sid,
      status: 'delivered',
      errorCode: 0,
    });
    expect(new Set(receipts.map(({ participantSid }) => participantSid)).size).toBe(3);
  });

  test('participants by other channels show their addresses', async () => {
    const conversation = await join(await connect('other admin'));
    await allowNonChat('other admin');
    const sms = nextEvent<Participant>(conversation, 'participantJoined');
    const body = await conversation.addNonChatParticipant('+15550000020', '+15551111120', { a: 1 });
    expect(body).toMatchObject({ sid: (await sms).sid, messaging_binding: { type: 'sms' } });
    expect((await sms).bindings).toEqual({
      sms: { address: '+15551111120', proxy_address: '+15550000020', projected_address: null },
    });
    const email = nextEvent<Participant>(conversation, 'participantJoined');
    await conversation.addNonChatParticipant(
      'inbox@example.com',
      'ann@example.com',
      {},
      {
        email: { name: 'Ann', level: 'cc', address: '' },
      },
    );
    expect(await email).toMatchObject({
      type: 'email',
      bindings: { email: { name: 'Ann', level: 'cc', address: 'ann@example.com' } },
    });
  });

  test('a conversation that the user has not joined is seen by its SID, and one that is gone is not', async () => {
    const alice = await connect('alice');
    const own = await join(alice);
    await receive(own, { Body: 'one' });
    const bob = await connect('bob');
    const seen = await bob.getConversationBySid(own.sid);
    expect(seen).toMatchObject({ sid: own.sid, status: 'notParticipating' });
    expect((await bob.peekConversationBySid(own.sid)).sid).toBe(own.sid);
    await expect(seen.getMessages()).rejects.toThrow();
    await expect(bob.getConversationBySid(`CH${'0'.repeat(32)}`)).rejects.toMatchObject({ status: 404 });
    await expect(bob.getConversationByUniqueName('nowhere')).rejects.toMatchObject({ status: 404 });
    await seen.join();
    await expect.poll(() => seen.status).toBe('joined');
    expect((await seen.getMessages()).items.map(({ body }) => body)).toEqual(['one']);
  });

  test('a conversation is found by its unique name, which can be changed and removed', async () => {
    const alice = await connect('alice');
    const own = await join(alice);
    const name = `name of ${own.sid} / ä`;
    await own.updateUniqueName(name);
    expect((await alice.getConversationByUniqueName(name)).sid).toBe(own.sid);
    await own.updateUniqueName(null);
    await expect.poll(() => own.uniqueName).toBeNull();
  });

  test('participants lead to their users, and change their attributes', async () => {
    const alice = await connect('alice');
    const conversation = await join(alice);
    await conversation.add('weird/id @x%', { role: 'guest' });
    await expect.poll(async () => (await conversation.getParticipants()).length).toBe(2);
    const participant = await conversation.getParticipantByIdentity('weird/id @x%');
    expect(participant?.attributes).toEqual({ role: 'guest' });
    const user = await participant?.getUser();
    expect(user?.identity).toBe('weird/id @x%');
    expect((await alice.getSubscribedUsers()).map(({ identity }) => identity)).toContain('weird/id @x%');
    const updated = nextEvent<ParticipantUpdatedEventArgs>(conversation, 'participantUpdated');
    await (await conversation.getParticipantByIdentity('alice'))?.updateAttributes({ mood: 'good' });
    expect((await updated).participant.attributes).toEqual({ mood: 'good' });
    await user?.unsubscribe();
    expect(user?.isSubscribed).toBe(false);
    await conversation.removeParticipant('weird/id @x%');
    await expect.poll(async () => (await conversation.getParticipants()).length).toBe(1);
  });

  test('a message knows its participant, and who has changed it', async () => {
    const conversation = await join(await connect('alice'));
    const added = nextEvent<Message>(conversation, 'messageAdded');
    await conversation.sendMessage('mine', { a: 1 });
    const message = await added;
    expect((await message.getParticipant()).identity).toBe('alice');
    expect(message).toMatchObject({ subject: null, lastUpdatedBy: null, author: 'alice' });
    const updated = nextEvent<MessageUpdatedEventArgs>(conversation, 'messageUpdated');
    await message.updateAttributes({ a: 2 });
    expect((await updated).updateReasons).toContain('attributes');
    expect(message.attributes).toEqual({ a: 2 });
  });

  test('messages are paged forwards and backwards, over gaps', async () => {
    const conversation = await join(await connect('alice'));
    for (const n of range(12)) await receive(conversation, { Body: `${n}` });
    const { items } = await conversation.getMessages(12);
    const removed = nextEvent<Message>(conversation, 'messageRemoved');
    await items[5]?.remove();
    await removed;
    const page = await conversation.getMessages(4, 4, 'forward');
    expect(page.items.map(({ index }) => index)).toEqual([4, 6, 7, 8]);
    expect((await page.nextPage()).items.map(({ index }) => index)).toEqual([9, 10, 11]);
    const back = await conversation.getMessages(4);
    expect(back.items.map(({ index }) => index)).toEqual([8, 9, 10, 11]);
    expect(back).toMatchObject({ hasPrevPage: true, hasNextPage: false });
    expect((await back.prevPage()).items.map(({ index }) => index)).toEqual([3, 4, 6, 7]);
    expect(await conversation.getMessagesCount()).toBe(11);
  });

  test('bodies and histories of e-mails are uploaded with a message', async () => {
    const conversation = await join(await connect('alice'));
    const added = nextEvent<Message>(conversation, 'messageAdded');
    await conversation
      .prepareMessage()
      .setBody('short')
      .setSubject('A subject')
      .setEmailBody('text/plain', {
        contentType: 'text/plain',
        filename: 'b.txt',
        media: Buffer.from('body'),
      })
      .setEmailHistory('text/html', {
        contentType: 'text/html',
        filename: 'h.html',
        media: Buffer.from('<p>'),
      })
      .build()
      .send();
    const message = await added;
    expect(message).toMatchObject({ body: 'short', subject: 'A subject' });
    const body = message.getEmailBody('text/plain');
    expect(body).toMatchObject({ category: 'body', contentType: 'text/plain' });
    const url = await body?.getContentTemporaryUrl();
    expect(await (await fetch(url ?? '')).text()).toBe('body');
    expect(message.getEmailHistory('text/html')?.category).toBe('history');
    expect(message.attachedMedia).toEqual([]);
  });
});

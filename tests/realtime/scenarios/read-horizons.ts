import type { ConversationUpdatedEventArgs } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, eventually, matches, nextEvent } from './support/checks.ts';

export const readHorizons: Readonly<Record<string, Scenario>> = {
  async 'unread messages are counted from the read horizon, and not at all without one'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    await chat.receive(conversation, { Body: 'one' });
    await chat.receive(conversation, { Body: 'two' });
    equal(conversation.lastReadMessageIndex, null);
    equal(await conversation.getUnreadMessagesCount(), null);
    equal(await conversation.advanceLastReadMessageIndex(0), 1);
    await eventually(() => conversation.lastReadMessageIndex, 0);
    // The SDK keeps such an answer for half a second.
    await eventually(() => conversation.getUnreadMessagesCount(), 1);
    equal(await conversation.setAllMessagesRead(), 0);
    await eventually(() => conversation.lastReadMessageIndex, 1);
    // The known horizon is newer, so that it is sent again.
    equal(await conversation.advanceLastReadMessageIndex(0), 0);
    equal(await conversation.setAllMessagesUnread(), null);
    await eventually(() => conversation.lastReadMessageIndex, null);
    await eventually(() => conversation.getUnreadMessagesCount(), null);
    equal(await conversation.updateLastReadMessageIndex(0), 1);
  },

  async 'read horizon and notification level reach the other devices, and are what REST shows'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    await chat.receive(conversation, { Body: 'one' });
    const other = await (await chat.connect('alice')).getConversationBySid(conversation.sid);
    const horizon = nextEvent<ConversationUpdatedEventArgs>(other, 'updated');
    // Like the REST API, it accepts an index beyond the last message.
    equal(await conversation.updateLastReadMessageIndex(7), 0);
    equal((await horizon).updateReasons, ['lastReadMessageIndex']);
    equal(other.lastReadMessageIndex, 7);
    const level = nextEvent<ConversationUpdatedEventArgs>(other, 'updated');
    await conversation.setUserNotificationLevel('muted');
    equal((await level).updateReasons, ['notificationLevel']);
    equal(other.notificationLevel, 'muted');
    const path = `/Users/alice/Conversations/${conversation.sid}`;
    matches(await chat.rest('GET', path), {
      last_read_message_index: 7,
      notification_level: 'muted',
      unread_messages_count: 0,
    });
    await chat.rest('POST', path, { LastReadMessageIndex: '', NotificationLevel: 'default' });
    await eventually(() => [other.lastReadMessageIndex, other.notificationLevel], [null, 'default']);
  },

  async 'all messages of an empty conversation are read'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    equal(await conversation.setAllMessagesRead(), 0);
    equal(await conversation.getMessagesCount(), 0);
    equal((await conversation.getMessages()).items, []);
  },
};

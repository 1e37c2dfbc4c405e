import type { PushNotification } from '@twilio/conversations';
import type { Chat, Scenario } from './support/chat.ts';
import { equal, eventually, matches, nextEvent } from './support/checks.ts';

const bindingsOf = async (chat: Chat, identity: string) =>
  (await chat.rest('GET', `/Bindings?Identity=${identity}`))['bindings'];

export const push: Readonly<Record<string, Scenario>> = {
  async 'a device is registered for notifications of all kinds, and removed by its address'(chat) {
    const alice = await chat.connect('alice');
    await alice.setPushRegistrationId('fcm', 'device-of-alice');
    const types = ['removed_from_conversation', 'new_message', 'added_to_conversation'];
    const binding = { binding_type: 'fcm', endpoint: 'device-of-alice', message_types: types };
    // The client sends it in the background.
    await eventually(() => bindingsOf(chat, 'alice'), [binding]);
    await alice.removePushRegistrations('fcm', 'device-of-alice');
    await eventually(() => bindingsOf(chat, 'alice'), []);
  },

  async 'a registration is ended by the client that has made it'(chat) {
    const ann = await chat.connect('ann');
    await ann.setPushRegistrationId('apn', 'device-of-ann');
    await eventually(() => bindingsOf(chat, 'ann'), [{ binding_type: 'apn' }]);
    await ann.unsetPushRegistrationId('apn');
    await eventually(() => bindingsOf(chat, 'ann'), []);
  },

  async 'a notification that the application has received becomes an event'(chat) {
    const alice = await chat.connect('alice');
    const { Client, NotificationTypes } = chat.environment.sdk;
    const payload = {
      data: {
        twi_message_type: NotificationTypes.NEW_MESSAGE,
        twi_title: 'Room',
        twi_body: 'bob: hello',
        twi_sound: 'ping',
        twi_action: 'open',
        conversation_sid: `CH${'1'.repeat(32)}`,
        message_index: '3',
        conversation_title: 'Room',
        message_sid: 'IM1',
        media_count: '1',
        media: '{"sid":"ME1"}',
      },
    };
    const event = nextEvent<PushNotification>(alice, 'pushNotification');
    await alice.handlePushNotification(payload);
    const expected = {
      title: 'Room',
      body: 'bob: hello',
      sound: 'ping',
      badge: null,
      action: 'open',
      type: 'twilio.conversations.new_message',
      data: {
        conversationSid: `CH${'1'.repeat(32)}`,
        messageIndex: 3,
        conversationTitle: 'Room',
        messageSid: 'IM1',
        mediaCount: 1,
        media: { sid: 'ME1' },
      },
    };
    matches(await event, expected);
    matches(alice.parsePushNotification(payload), expected);
    matches(Client.parsePushNotification(payload), expected);
    const types = [NotificationTypes.ADDED_TO_CONVERSATION, NotificationTypes.REMOVED_FROM_CONVERSATION];
    equal(types, [
      'twilio.conversations.added_to_conversation',
      'twilio.conversations.removed_from_conversation',
    ]);
  },
};

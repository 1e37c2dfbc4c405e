import { allowed, needs } from '../access.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { fetch, list, remove, update } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { conversation } from './conversation.ts';
import { readHorizonFields } from './participant.ts';

/** Whether a user receives push notifications about a conversation. */
export const notificationLevels = ['default', 'muted'] as const;
export type NotificationLevel = (typeof notificationLevels)[number];

const notificationLevel = {
  NotificationLevel: field(
    enumeration(notificationLevels, { unknown: 50210 }),
    'Whether the user receives push notifications about new messages.',
  ),
};

/** The states of a conversation that can have participants. */
export const statesWithParticipants = ['active', 'inactive', 'closed'] as const;

export const userConversation = resource({
  name: 'UserConversation',
  description: 'A conversation from the point of view of a user who participates in it on chat.',
  scope: 'service',
  path: 'Users/{UserSid}/Conversations',
  item: '/{ConversationSid}',
  listKey: 'conversations',
  properties: {
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    conversation_sid: property.sidOf('CH'),
    participant_sid: property.sidOf('MB'),
    user_sid: property.sidOf('US'),
    unread_messages_count: property.nullable(property.integer()),
    last_read_message_index: property.nullable(property.integer()),
    friendly_name: property.nullable(property.text()),
    unique_name: property.nullable(property.text()),
    attributes: property.text(),
    conversation_state: property.enumOf(statesWithParticipants),
    timers: conversation.properties.timers,
    created_by: property.text(),
    notification_level: property.enumOf(notificationLevels),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
    links: property.links({
      participant: '/Conversations/{conversation_sid}/Participants/{participant_sid}',
      conversation: '/Conversations/{conversation_sid}',
    }),
  },
  operations: {
    fetch: fetch({ summary: "Fetch a user's conversation", parameters: {}, users: { in: 'membership' } }),
    list: list({
      summary: "List a user's conversations, newest membership first",
      parameters: {},
      users: { in: 'self' },
    }),
    update: update({
      summary: "Update a user's read horizon and notification level in a conversation",
      parameters: {
        ...notificationLevel,
        ...readHorizonFields,
      },
      errors: [50210, 50377, 50386, 50421],
      events: ['onParticipantUpdated'],
      users: {
        in: 'membership',
        parameters: {
          NotificationLevel: needs('editNotificationLevel'),
          LastReadMessageIndex: allowed,
          LastReadTimestamp: allowed,
        },
      },
    }),
    delete: remove({
      summary: "Delete a user's participant, so that the user leaves the conversation",
      parameters: {},
      errors: [50377],
      events: ['onParticipantRemoved'],
      users: { in: 'membership', needs: needs('leaveConversation') },
    }),
  },
});

import { boolean, date, nullable, sidOf, text } from '../property.ts';
import { event, logOnlyEvent } from './event.ts';

const properties = {
  identity: text(),
  friendly_name: nullable(text()),
  attributes: text(),
  role_sid: sidOf('RL'),
  is_online: nullable(boolean()),
  is_notifiable: nullable(boolean()),
  date_created: date(),
  date_updated: date(),
};

const profile = {
  Identity: 'identity',
  RoleSid: 'role_sid',
  Attributes: 'attributes',
  FriendlyName: 'friendly_name',
} as const;

export const userEvents = {
  onUserAdded: event({
    subject: 'user',
    properties,
    cloudEventType: 'com.twilio.conversations.user.added',
    webhook: {
      parameters: { UserSid: 'user_sid', DateCreated: 'date_created', ...profile },
      preAction: undefined,
      scoped: false,
    },
  }),

  onUserUpdated: event({
    subject: 'user',
    properties,
    cloudEventType: 'com.twilio.conversations.user.updated',
    webhook: {
      parameters: {
        UserSid: 'user_sid',
        DateCreated: 'date_created',
        DateUpdated: 'date_updated',
        ...profile,
        // The API writes these two names with a small letter.
        isOnline: { property: 'is_online', format: 'flag' },
        isNotifiable: { property: 'is_notifiable', format: 'flag' },
      },
      preAction: {
        name: 'onUserUpdate',
        omitted: ['DateCreated', 'isOnline', 'isNotifiable'],
        changeable: [],
      },
      scoped: false,
    },
  }),

  // The hosted API does not send it, and its type follows the pattern of the others.
  onUserRemoved: logOnlyEvent({
    subject: 'user',
    properties,
    cloudEventType: 'com.twilio.conversations.user.removed',
  }),
};

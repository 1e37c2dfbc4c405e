import { date, integer, nullable, sidOf, text } from '../property.ts';
import { event } from './event.ts';

const properties = {
  participant_sid: sidOf('MB'),
  identity: nullable(text()),
  user_sid: nullable(sidOf('US')),
  role_sid: nullable(sidOf('RL')),
  attributes: text(),
  messaging_binding_type: nullable(text()),
  messaging_binding_address: nullable(text()),
  messaging_binding_proxy_address: nullable(text()),
  messaging_binding_projected_address: nullable(text()),
  messaging_binding_level: nullable(text()),
  messaging_binding_name: nullable(text()),
  last_read_message_index: nullable(integer()),
  last_read_timestamp: nullable(date()),
  notification_level: text(),
  date_created: date(),
  date_updated: date(),
};

const added = {
  ConversationSid: 'conversation_sid',
  ParticipantSid: 'participant_sid',
  DateCreated: 'date_created',
} as const;

const existing = { ...added, DateUpdated: 'date_updated' } as const;

const member = {
  Identity: 'identity',
  RoleSid: 'role_sid',
  Attributes: 'attributes',
  'MessagingBinding.ProxyAddress': 'messaging_binding_proxy_address',
  'MessagingBinding.Address': 'messaging_binding_address',
  'MessagingBinding.ProjectedAddress': 'messaging_binding_projected_address',
  'MessagingBinding.Type': { property: 'messaging_binding_type', format: 'channel' },
  // Of a participant by e-mail.
  'MessagingBinding.Level': 'messaging_binding_level',
  'MessagingBinding.Name': 'messaging_binding_name',
} as const;

export const participantEvents = {
  onParticipantAdded: event({
    subject: 'conversation',
    properties,
    cloudEventType: 'com.twilio.conversations.participant.added',
    webhook: {
      parameters: { ...added, ...member },
      preAction: {
        name: 'onParticipantAdd',
        omitted: ['ParticipantSid', 'DateCreated'],
        changeable: [],
      },
      scoped: true,
    },
  }),

  onParticipantUpdated: event({
    subject: 'conversation',
    properties,
    cloudEventType: 'com.twilio.conversations.participant.updated',
    webhook: {
      parameters: { ...existing, ...member, LastReadMessageIndex: 'last_read_message_index' },
      preAction: { name: 'onParticipantUpdate', omitted: ['LastReadMessageIndex'], changeable: [] },
      scoped: true,
    },
  }),

  onParticipantRemoved: event({
    subject: 'conversation',
    properties: { ...properties, date_removed: date() },
    cloudEventType: 'com.twilio.conversations.participant.removed',
    webhook: {
      parameters: { ...existing, DateRemoved: 'date_removed', ...member },
      preAction: { name: 'onParticipantRemove', omitted: ['DateRemoved'], changeable: [] },
      scoped: true,
    },
  }),
};

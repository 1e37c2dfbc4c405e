import { date, enumOf, nullable, optional, sidOf, text } from '../property.ts';
import { event } from './event.ts';

const properties = {
  friendly_name: nullable(text()),
  unique_name: nullable(text()),
  attributes: text(),
  messaging_service_sid: nullable(sidOf('MG')),
  state: text(),
  date_created: date(),
  date_updated: date(),
};

const parameters = {
  ConversationSid: 'conversation_sid',
  FriendlyName: 'friendly_name',
  UniqueName: 'unique_name',
  Attributes: 'attributes',
  MessagingServiceSid: 'messaging_service_sid',
  State: 'state',
  DateCreated: 'date_created',
  DateUpdated: 'date_updated',
} as const;

export const conversationEvents = {
  onConversationAdded: event({
    subject: 'conversation',
    properties: {
      ...properties,
      // Of a conversation that an inbound message started.
      messaging_binding_address: optional(text()),
      messaging_binding_proxy_address: optional(text()),
      messaging_binding_projected_address: optional(text()),
      messaging_binding_author_address: optional(text()),
    },
    cloudEventType: 'com.twilio.conversations.conversation.added',
    webhook: {
      parameters: {
        ...parameters,
        'MessagingBinding.ProxyAddress': 'messaging_binding_proxy_address',
        'MessagingBinding.Address': 'messaging_binding_address',
        'MessagingBinding.ProjectedAddress': 'messaging_binding_projected_address',
        'MessagingBinding.AuthorAddress': 'messaging_binding_author_address',
      },
      preAction: {
        name: 'onConversationAdd',
        omitted: ['ConversationSid', 'DateCreated', 'DateUpdated'],
        // The inbound message that would start it.
        additional: {
          MessageBody: { property: 'message_body', format: 'content' },
          Media: { property: 'media', format: 'media' },
        },
        changeable: ['FriendlyName', 'Attributes'],
      },
      scoped: false,
    },
  }),

  onConversationUpdated: event({
    subject: 'conversation',
    properties,
    cloudEventType: 'com.twilio.conversations.conversation.updated',
    webhook: {
      parameters,
      preAction: { name: 'onConversationUpdate', omitted: [], changeable: ['FriendlyName'] },
      scoped: true,
    },
  }),

  onConversationRemoved: event({
    subject: 'conversation',
    properties: { ...properties, date_removed: date() },
    cloudEventType: 'com.twilio.conversations.conversation.removed',
    webhook: {
      parameters: { ...parameters, DateRemoved: 'date_removed' },
      preAction: { name: 'onConversationRemove', omitted: ['DateRemoved'], changeable: [] },
      scoped: true,
    },
  }),

  onConversationStateUpdated: event({
    subject: 'conversation',
    properties: {
      messaging_service_sid: nullable(sidOf('MG')),
      state_from: text(),
      state_to: text(),
      state_updated: date(),
      reason: enumOf(['API', 'TIMER', 'EVENT']),
    },
    cloudEventType: 'com.twilio.conversations.conversation-state.updated',
    webhook: {
      parameters: {
        ConversationSid: 'conversation_sid',
        MessagingServiceSid: 'messaging_service_sid',
        StateFrom: 'state_from',
        StateTo: 'state_to',
        StateUpdated: 'state_updated',
        Reason: 'reason',
      },
      preAction: undefined,
      scoped: true,
    },
  }),
};

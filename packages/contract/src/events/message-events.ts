import { date, integer, nullable, sidOf, text } from '../property.ts';
import { deliverySummary, mediaList } from '../resources/message-properties.ts';
import { event } from './event.ts';

const properties = {
  message_sid: sidOf('IM'),
  index: integer(),
  author: text(),
  participant_sid: nullable(sidOf('MB')),
  body: nullable(text()),
  subject: nullable(text()),
  media: nullable(mediaList),
  content_sid: nullable(sidOf('HX')),
  content_variables: nullable(text()),
  attributes: text(),
  date_created: date(),
  date_updated: date(),
};

const content = {
  Body: { property: 'body', format: 'content' },
  Author: 'author',
  ParticipantSid: 'participant_sid',
  Attributes: 'attributes',
  Media: { property: 'media', format: 'media' },
} as const;

const existing = {
  ConversationSid: 'conversation_sid',
  MessageSid: 'message_sid',
  Index: 'index',
  DateCreated: 'date_created',
  DateUpdated: 'date_updated',
} as const;

const changeable = ['Body', 'Author', 'Attributes'] as const;

export const messageEvents = {
  onMessageAdded: event({
    subject: 'conversation',
    properties: {
      ...properties,
      delivery: nullable(deliverySummary),
      messaging_service_sid: nullable(sidOf('MG')),
    },
    cloudEventType: 'com.twilio.conversations.message.added',
    webhook: {
      parameters: {
        ConversationSid: 'conversation_sid',
        MessageSid: 'message_sid',
        MessagingServiceSid: 'messaging_service_sid',
        Index: 'index',
        DateCreated: 'date_created',
        ...content,
      },
      preAction: {
        name: 'onMessageAdd',
        omitted: ['MessageSid', 'MessagingServiceSid', 'Index', 'DateCreated'],
        changeable,
      },
      scoped: true,
    },
  }),

  onMessageUpdated: event({
    subject: 'conversation',
    properties,
    cloudEventType: 'com.twilio.conversations.message.updated',
    webhook: {
      parameters: { ...existing, ...content },
      preAction: { name: 'onMessageUpdate', omitted: [], changeable },
      scoped: true,
    },
  }),

  onMessageRemoved: event({
    subject: 'conversation',
    properties: { ...properties, date_removed: date() },
    cloudEventType: 'com.twilio.conversations.message.removed',
    webhook: {
      parameters: { ...existing, DateRemoved: 'date_removed', ...content },
      preAction: { name: 'onMessageRemove', omitted: ['DateRemoved'], changeable: [] },
      scoped: true,
    },
  }),
};

import { attributes } from '../codecs/attributes.ts';
import { contentVariables } from '../codecs/content-variables.ts';
import { date } from '../codecs/date.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { sid } from '../codecs/sid.ts';
import { text, utf8Text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, filter } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';
import { deliverySummary, mediaList } from './message-properties.ts';

const settableFields = {
  Author: field(
    text({ max: 256, tooLong: 50310 }),
    'Who it is from: an identity, an address, or any other text; system unless given.',
    { empty: 'absent' },
  ),
  Body: field(utf8Text({ maxBytes: 32_768, tooLong: 50504 }), 'The text.'),
  Attributes: field(attributes({ maxBytes: 4096 }), 'JSON text of your own; kept as sent.'),
  DateCreated: field(date({ malformed: 50308 }), 'When it was posted; now unless given.'),
  DateUpdated: field(date({ malformed: 50309 }), 'When it was last changed; now unless given.'),
  Subject: field(text({ max: 256 }), 'Subject line, for e-mail.', { empty: 'clear' }),
};

const fieldErrors = [50303, 50304, 50308, 50309, 50310, 50377, 50391, 50504] as const;

export const message = resource({
  name: 'ConversationMessage',
  description: 'A message of a conversation, numbered from 0.',
  scope: 'service',
  path: 'Conversations/{ConversationSid}/Messages',
  item: '/{Sid}',
  sidPrefix: 'IM',
  listKey: 'messages',
  properties: {
    sid: property.sidOf('IM'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.serviceScopedOnly(property.fromRequest(property.sidOf('IS'))),
    conversation_sid: property.sidOf('CH'),
    index: property.integer(),
    author: property.text(),
    participant_sid: property.nullable(property.sidOf('MB')),
    body: property.nullable(property.text()),
    media: property.nullable(mediaList),
    attributes: property.text(),
    delivery: property.nullable(deliverySummary),
    content_sid: property.nullable(property.sidOf('HX')),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
    links: property.links({ delivery_receipts: 'Receipts', channel_metadata: 'ChannelMetadata' }),
  },
  operations: {
    create: create({
      summary: 'Post a message',
      parameters: {
        ...webhookHeader,
        ...settableFields,
        MediaSid: field(sid('ME', { malformed: 50510 }), 'Media that has been uploaded before.', {
          empty: 'absent',
        }),
        ContentSid: field(sid('HX', { malformed: 50526 }), 'A content template.', { empty: 'absent' }),
        ContentVariables: field(contentVariables(), "JSON text of values for the template's variables.", {
          empty: 'absent',
        }),
      },
      errors: [...fieldErrors, 50503, 50507, 50508, 50510, 50513, 50526, 50527, 50528, 50529, 50540, 50541],
      events: ['onMessageAdded', 'onConversationStateUpdated'],
      preAction: 'onMessageAdd',
    }),
    fetch: fetch({ summary: 'Read a message', parameters: {} }),
    list: list({
      summary: 'Page through the messages',
      parameters: {
        Order: filter(
          enumeration(['asc', 'desc']),
          'By index: asc, oldest first, or desc; asc unless given.',
        ),
      },
    }),
    update: update({
      summary: 'Change a message',
      parameters: { ...webhookHeader, ...settableFields },
      errors: [...fieldErrors, 50503, 50509],
      events: ['onMessageUpdated'],
      preAction: 'onMessageUpdate',
    }),
    delete: remove({
      summary: 'Delete a message; its index is not used again',
      parameters: webhookHeader,
      errors: [50377, 50391],
      events: ['onMessageRemoved'],
      preAction: 'onMessageRemove',
    }),
  },
});

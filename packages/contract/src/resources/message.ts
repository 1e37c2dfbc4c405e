import { allowed, byValue, needs, ownOnly, ownOrAny } from '../access.ts';
import { attributes } from '../codecs/attributes.ts';
import { contentVariables } from '../codecs/content-variables.ts';
import { date } from '../codecs/date.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { sid } from '../codecs/sid.ts';
import { text, utf8Text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, filter, repeated } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';
import { deliverySummary, mediaList } from './message-properties.ts';

const settableFields = {
  Author: field(
    text({ max: 256, tooLong: 50310 }),
    'The author: an identity, an address, or any other text. A new message gets system by default.',
    { empty: 'absent' },
  ),
  Body: field(utf8Text({ maxBytes: 32_768, tooLong: 50504 }), 'The text of the message.'),
  Attributes: field(attributes({ maxBytes: 4096 }), 'Your own data as JSON text, stored exactly as sent.'),
  DateCreated: field(
    date({ malformed: 50308 }),
    'Creation time. A new message gets the current time by default.',
  ),
  DateUpdated: field(
    date({ malformed: 50309 }),
    'Time of the last change. Defaults to now; for a new message, to the creation time.',
  ),
  Subject: field(text({ max: 256 }), 'The subject of an e-mail.', { empty: 'clear' }),
};

const fieldErrors = [50303, 50304, 50308, 50309, 50310, 50377, 50386, 50504] as const;

export const message = resource({
  name: 'ConversationMessage',
  description: 'A message of a conversation. Its index counts from 0.',
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
      summary: 'Create a message',
      parameters: {
        ...webhookHeader,
        ...settableFields,
        MediaSid: field(sid('ME', { malformed: 50510 }), 'Uploaded media to attach.', {
          empty: 'absent',
        }),
        MediaSids: repeated(
          field(
            sid('ME', { malformed: 50510 }),
            'Several uploaded media to attach, at most 10; an extension.',
          ),
        ),
        ContentSid: field(sid('HX', { malformed: 50526 }), 'The content template of the message.', {
          empty: 'absent',
        }),
        ContentVariables: field(contentVariables(), "Values of the template's variables, as JSON text.", {
          empty: 'absent',
        }),
      },
      errors: [...fieldErrors, 50507, 50508, 50510, 50513, 50526, 50527, 50528, 50529, 50540, 50541],
      events: ['onMessageAdded', 'onConversationStateUpdated'],
      preAction: 'onMessageAdd',
      users: {
        in: 'participant',
        needs: needs('sendMessage'),
        parameters: {
          Author: byValue(ownOnly),
          Body: allowed,
          Attributes: allowed,
          Subject: allowed,
          MediaSid: needs('sendMediaMessage'),
          MediaSids: needs('sendMediaMessage'),
          ContentSid: allowed,
          ContentVariables: allowed,
        },
        identityParameter: 'Author',
      },
    }),
    fetch: fetch({ summary: 'Fetch a message', parameters: {}, users: { in: 'participant' } }),
    list: list({
      summary: 'List messages',
      parameters: {
        Order: filter(
          enumeration(['asc', 'desc']),
          'Order by index: asc or desc. Defaults to asc, oldest first.',
        ),
      },
      users: { in: 'participant' },
    }),
    update: update({
      summary: 'Update a message',
      parameters: { ...webhookHeader, ...settableFields },
      errors: [...fieldErrors, 50509, 50513],
      events: ['onMessageUpdated'],
      preAction: 'onMessageUpdate',
      users: {
        in: 'participant',
        object: 'message',
        parameters: {
          Body: ownOrAny('editOwnMessage', 'editAnyMessage'),
          Subject: ownOrAny('editOwnMessage', 'editAnyMessage'),
          Attributes: ownOrAny('editOwnMessageAttributes', 'editAnyMessageAttributes'),
        },
      },
    }),
    delete: remove({
      summary: 'Delete a message; its index is not reused',
      parameters: webhookHeader,
      errors: [50377],
      events: ['onMessageRemoved'],
      preAction: 'onMessageRemove',
      users: {
        in: 'participant',
        object: 'message',
        needs: ownOrAny('deleteOwnMessage', 'deleteAnyMessage'),
      },
    }),
  },
});

import { fetch, list } from '../operation.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

/** The states of the delivery of a message to a participant on another channel. */
export const deliveryStatuses = ['sent', 'delivered', 'read', 'failed', 'undelivered'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export const receipt = resource({
  name: 'ConversationMessageReceipt',
  description: 'The delivery status of a message for a participant on a channel other than chat.',
  scope: 'service',
  path: 'Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts',
  item: '/{Sid}',
  sidPrefix: 'DY',
  listKey: 'delivery_receipts',
  properties: {
    sid: property.sidOf('DY'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.serviceScopedOnly(property.fromRequest(property.sidOf('IS'))),
    conversation_sid: property.sidOf('CH'),
    message_sid: property.sidOf('IM'),
    participant_sid: property.sidOf('MB'),
    channel_message_sid: property.text(),
    status: property.nullable(property.enumOf(deliveryStatuses)),
    error_code: property.integer(),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
  },
  operations: {
    fetch: fetch({
      summary: 'Fetch a delivery receipt',
      parameters: {},
      users: { in: 'participant' },
    }),
    list: list({
      summary: "List a message's delivery receipts, oldest first",
      parameters: {},
      users: { in: 'participant' },
    }),
  },
});

import { fetch, list } from '../operation.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

/** How far a message has come to somebody on another channel. */
export const deliveryStatuses = ['sent', 'delivered', 'read', 'failed', 'undelivered'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export const receipt = resource({
  name: 'ConversationMessageReceipt',
  description: 'How far a message has come to a participant on another channel than chat.',
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
    fetch: fetch({ summary: 'Read a delivery receipt', parameters: {} }),
    list: list({ summary: "Page through a message's delivery receipts, oldest first", parameters: {} }),
  },
});

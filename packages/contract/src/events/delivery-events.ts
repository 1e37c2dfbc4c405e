import { date, integer, nullable, sidOf, text } from '../property.ts';
import { event } from './event.ts';

export const deliveryEvents = {
  onDeliveryUpdated: event({
    subject: 'conversation',
    properties: {
      message_sid: sidOf('IM'),
      delivery_receipt_sid: sidOf('DY'),
      channel_message_sid: text(),
      participant_sid: sidOf('MB'),
      status: nullable(text()),
      error_code: integer(),
      date_created: date(),
      date_updated: date(),
    },
    // The hosted API streams no deliveries; the type follows the pattern of the others.
    cloudEventType: 'com.twilio.conversations.delivery.updated',
    webhook: {
      parameters: {
        ConversationSid: 'conversation_sid',
        MessageSid: 'message_sid',
        DeliveryReceiptSid: 'delivery_receipt_sid',
        ChannelMessageSid: 'channel_message_sid',
        ParticipantSid: 'participant_sid',
        Status: 'status',
        ErrorCode: { property: 'error_code', format: 'error code' },
        DateCreated: 'date_created',
        DateUpdated: 'date_updated',
      },
      preAction: undefined,
      scoped: true,
      withoutSource: true,
    },
  }),
};

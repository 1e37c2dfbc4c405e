import { address } from '../codecs/address.ts';
import { attributes } from '../codecs/attributes.ts';
import { sid } from '../codecs/sid.ts';
import { utf8Text } from '../codecs/text.ts';
import { field, repeated, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

/** Injects a message as a channel would deliver it. The hosted API, which has its own channels, does not have this. */
export const injectInboundMessage = endpoint({
  name: 'InjectInboundMessage',
  tag: 'Channel',
  summary: 'Create a message from another channel',
  method: 'POST',
  path: '/colloquy/v1/inbound',
  parameters: {
    From: requiredField(address({ malformed: 50407, empty: 50411 }), 'Address of the sender.'),
    To: requiredField(address({ malformed: 50408, empty: 50412 }), 'Your address.'),
    Recipient: repeated(
      field(
        address({ malformed: 50407, empty: 50411 }),
        'Another telephone number that a group message was sent to, in any order.',
      ),
    ),
    Body: field(utf8Text({ maxBytes: 32_768, tooLong: 50504 }), 'The text of the message.', {
      empty: 'absent',
    }),
    MediaSid: field(sid('ME', { malformed: 50510 }), 'Uploaded media to attach.', {
      empty: 'absent',
    }),
    Attributes: field(attributes({ maxBytes: 4096 }), 'Attributes of the message as JSON text.'),
  },
  status: 201,
  reply: {
    kind: 'object',
    name: 'InboundMessage',
    properties: {
      account_sid: property.sidOf('AC'),
      chat_service_sid: property.sidOf('IS'),
      conversation_sid: property.sidOf('CH'),
      participant_sid: property.nullable(property.sidOf('MB')),
      message_sid: property.sidOf('IM'),
      conversation_created: property.boolean(),
    },
  },
  errors: [
    50056, 50303, 50304, 50407, 50408, 50409, 50411, 50412, 50413, 50414, 50418, 50436, 50439, 50504, 50507,
    50508, 50510, 50513,
  ],
  events: ['onConversationAdded', 'onParticipantAdded', 'onMessageAdded', 'onConversationStateUpdated'],
  canUseIdempotencyKey: true,
});

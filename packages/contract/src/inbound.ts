import { address } from './codecs/address.ts';
import { attributes } from './codecs/attributes.ts';
import { sid } from './codecs/sid.ts';
import { utf8Text } from './codecs/text.ts';
import { create } from './operation.ts';
import { field, requiredField } from './parameter.ts';

const parameters = {
  From: requiredField(address({ malformed: 50407, empty: 50411 }), 'Address of the sender.'),
  To: requiredField(address({ malformed: 50408, empty: 50412 }), 'Your address.'),
  Body: field(utf8Text({ maxBytes: 32_768, tooLong: 50504 }), 'The text of the message.', {
    empty: 'absent',
  }),
  MediaSid: field(sid('ME', { malformed: 50510 }), 'Uploaded media to attach.', {
    empty: 'absent',
  }),
  Attributes: field(attributes({ maxBytes: 4096 }), 'Attributes of the message as JSON text.'),
};

/** Injects a message as a channel would deliver it. The hosted API, which has its own channels, does not have this. */
export const inboundOperation = create({
  summary: 'Create a message from another channel',
  parameters,
  errors: [50303, 50304, 50407, 50408, 50409, 50414, 50418, 50503, 50504, 50507, 50508, 50510],
  events: ['onConversationAdded', 'onParticipantAdded', 'onMessageAdded', 'onConversationStateUpdated'],
});

import { address } from './codecs/address.ts';
import { attributes } from './codecs/attributes.ts';
import { sid } from './codecs/sid.ts';
import { utf8Text } from './codecs/text.ts';
import { create } from './operation.ts';
import { field, requiredField } from './parameter.ts';

const parameters = {
  From: requiredField(address({ malformed: 50407, empty: 50411 }), 'Address of the sender.'),
  To: requiredField(address({ malformed: 50408, empty: 50412 }), 'Your address.'),
  Body: field(utf8Text({ maxBytes: 32_768, tooLong: 50504 }), 'The text.', { empty: 'absent' }),
  MediaSid: field(sid('ME', { malformed: 50510 }), 'Media that has been uploaded before.', {
    empty: 'absent',
  }),
  Attributes: field(attributes({ maxBytes: 4096 }), 'JSON text of the message.'),
};

/** What a channel hands over; no part of the hosted API, where channels are its own. */
export const inboundOperation = create({
  summary: 'Hand in a message from another channel',
  parameters,
  errors: [50303, 50304, 50407, 50408, 50409, 50414, 50418, 50503, 50504, 50507, 50508, 50510],
  events: ['onConversationAdded', 'onParticipantAdded', 'onMessageAdded', 'onConversationStateUpdated'],
});

import { channels } from '../codecs/address.ts';
import { text } from '../codecs/text.ts';
import { list } from '../operation.ts';
import { filter } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { conversation } from './conversation.ts';
import { statesWithParticipants } from './user-conversation.ts';

const addressText = text({ max: 256, tooLong: 50407 });

/** A filter by address. Addresses contain no space: a space in a query was an unescaped plus sign. */
const addressFilter = {
  ...addressText,
  decode: (value: string, parameter: string) => addressText.decode(value.replaceAll(' ', '+'), parameter),
};

export const participantConversation = resource({
  name: 'ParticipantConversation',
  description: 'A conversation of a participant that is found by identity or address.',
  scope: 'service',
  path: 'ParticipantConversations',
  item: '',
  listKey: 'conversations',
  properties: {
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    participant_sid: property.sidOf('MB'),
    participant_user_sid: property.nullable(property.sidOf('US')),
    participant_identity: property.nullable(property.text()),
    participant_messaging_binding: property.nullable(
      property.object({
        address: property.nullable(property.text()),
        proxy_address: property.nullable(property.text()),
        type: property.nullable(property.enumOf(channels)),
        level: property.nullable(property.text()),
        name: property.nullable(property.text()),
        projected_address: property.nullable(property.text()),
      }),
    ),
    conversation_sid: property.sidOf('CH'),
    conversation_unique_name: property.nullable(property.text()),
    conversation_friendly_name: property.nullable(property.text()),
    conversation_attributes: property.text(),
    conversation_date_created: property.date(),
    conversation_date_updated: property.date(),
    conversation_created_by: property.text(),
    conversation_state: property.enumOf(statesWithParticipants),
    conversation_timers: conversation.properties.timers,
    links: property.links({
      participant: '/Conversations/{conversation_sid}/Participants/{participant_sid}',
      conversation: '/Conversations/{conversation_sid}',
    }),
  },
  operations: {
    list: list({
      summary: 'List the conversations of an identity or an address, newest membership first',
      parameters: {
        Identity: filter(text({ max: 256, tooLong: 50207 }), 'Identity of a participant on chat.'),
        Address: filter(
          addressFilter,
          'Address of a participant on another channel, such as a telephone number.',
        ),
      },
      errors: [50204, 50207, 50407, 50451],
    }),
  },
});

import { jsonFields } from '../codecs/json-fields.ts';
import { create } from '../operation.ts';
import { field, repeated } from '../parameter.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';
import { conversation, conversationFieldErrors, conversationFields } from './conversation.ts';
import { participantErrors, participantFields } from './participant.ts';

/** A participant of a conversation that is made with it. */
export const initialParticipant = jsonFields(participantFields, { json: ['Attributes'] });

export const conversationWithParticipants = resource({
  name: 'ConversationWithParticipants',
  description: 'A conversation that is made with its first participants.',
  scope: 'service',
  path: 'ConversationWithParticipants',
  item: '',
  properties: conversation.properties,
  operations: {
    create: create({
      summary: 'Make a conversation and add its first participants, which may go on after the reply',
      parameters: {
        ...webhookHeader,
        ...conversationFields,
        Participant: repeated(
          field(initialParticipant, 'Somebody to add, as JSON; the fields are those of a new participant.'),
        ),
      },
      errors: [...conversationFieldErrors, 50384, ...participantErrors, 50425, 50426],
      events: ['onConversationAdded', 'onUserAdded', 'onParticipantAdded', 'onConversationStateUpdated'],
      preAction: 'onConversationAdd',
      async202: true,
    }),
  },
});

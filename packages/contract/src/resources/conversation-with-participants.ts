import { jsonFields } from '../codecs/json-fields.ts';
import { create } from '../operation.ts';
import { field, repeated } from '../parameter.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';
import { conversation, conversationFieldErrors, conversationFields } from './conversation.ts';
import { participantErrors, participantFields } from './participant.ts';

/** A participant that is created together with its conversation. */
export const initialParticipant = jsonFields(participantFields, {
  json: ['Attributes'],
  malformed: 50424,
});

export const conversationWithParticipants = resource({
  name: 'ConversationWithParticipants',
  description: 'A conversation that is created together with its first participants.',
  scope: 'service',
  path: 'ConversationWithParticipants',
  item: '',
  properties: conversation.properties,
  operations: {
    create: create({
      summary: 'Create a conversation with its first participants; adding them may continue after the reply',
      parameters: {
        ...webhookHeader,
        ...conversationFields,
        Participant: repeated(
          field(
            initialParticipant,
            'A participant to add, as a JSON object with the fields of a new participant.',
          ),
        ),
      },
      errors: [...conversationFieldErrors, 50384, ...participantErrors, 50424, 50425, 50426],
      events: ['onConversationAdded', 'onUserAdded', 'onParticipantAdded', 'onConversationStateUpdated'],
      preAction: 'onConversationAdd',
      async202: true,
    }),
  },
});

import { text } from '../codecs/text.ts';
import { create, fetch, list, remove } from '../operation.ts';
import { requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

export const service = resource({
  name: 'Service',
  description: 'A space of its own for conversations, users and roles.',
  scope: 'account',
  path: 'Services',
  item: '/{Sid}',
  sidPrefix: 'IS',
  listKey: 'services',
  properties: {
    sid: property.sidOf('IS'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    friendly_name: property.text(),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
    links: property.links({
      conversations: 'Conversations',
      users: 'Users',
      roles: 'Roles',
      bindings: 'Bindings',
      configuration: 'Configuration',
      participant_conversations: 'ParticipantConversations',
      conversation_with_participants: 'ConversationWithParticipants',
    }),
  },
  operations: {
    create: create({
      summary: 'Make a service',
      parameters: { FriendlyName: requiredField(text({ max: 256, tooLong: 50003 }), 'A name for people.') },
      errors: [50003],
    }),
    fetch: fetch({ summary: 'Read a service', parameters: {} }),
    list: list({ summary: 'Page through the services, newest first', parameters: {} }),
    delete: remove({ summary: 'Delete a service and all that is in it', parameters: {} }),
  },
});

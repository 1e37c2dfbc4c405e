import { text } from '../codecs/text.ts';
import { create, fetch, list, remove } from '../operation.ts';
import { requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

export const service = resource({
  name: 'Service',
  description: 'A separate namespace for conversations, users and roles.',
  scope: 'account',
  path: 'Services',
  item: '/{Sid}',
  sidPrefix: 'IS',
  listKey: 'services',
  audited: true,
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
      summary: 'Create a service',
      parameters: {
        FriendlyName: requiredField(text({ max: 256, tooLong: 50003 }), 'A human-readable name.'),
      },
      errors: [50003],
    }),
    fetch: fetch({ summary: 'Fetch a service', parameters: {} }),
    list: list({ summary: 'List services, newest first', parameters: {} }),
    delete: remove({ summary: 'Delete a service and everything in it', parameters: {} }),
  },
});

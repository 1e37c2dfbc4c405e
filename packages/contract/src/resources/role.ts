import { enumeration } from '../codecs/enumeration.ts';
import { text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { repeated, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { permissionNames, roleTypes } from '../roles.ts';

const permission = {
  Permission: repeated(
    requiredField(
      enumeration(permissionNames, { unknown: 50104 }),
      'A permission of the role. Some permissions fit only one of the types.',
    ),
  ),
};

export const role = resource({
  name: 'Role',
  description: 'The permissions of users in a service, or of participants in a conversation.',
  scope: 'service',
  path: 'Roles',
  item: '/{Sid}',
  sidPrefix: 'RL',
  listKey: 'roles',
  audited: true,
  properties: {
    sid: property.sidOf('RL'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    friendly_name: property.text(),
    type: property.enumOf(roleTypes),
    permissions: property.list(property.enumOf(permissionNames)),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
  },
  operations: {
    create: create({
      summary: 'Create a role',
      parameters: {
        FriendlyName: requiredField(text({ max: 64, tooLong: 50003 }), 'A human-readable name.'),
        Type: requiredField(
          enumeration(roleTypes, { unknown: 50105 }),
          'The scope of the role. It cannot be changed.',
        ),
        ...permission,
      },
      errors: [50003, 50104, 50105],
    }),
    fetch: fetch({ summary: 'Fetch a role', parameters: {} }),
    list: list({ summary: 'List roles, oldest first', parameters: {} }),
    update: update({
      summary: "Update a role's permissions; they replace the previous ones",
      parameters: permission,
      errors: [50104],
    }),
    delete: remove({
      summary: 'Delete a role; its members get the default role instead',
      parameters: {},
      errors: [20409],
    }),
  },
});

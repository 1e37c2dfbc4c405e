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
      'What the role allows; not every permission suits both types.',
    ),
  ),
};

export const role = resource({
  name: 'Role',
  description: 'What users may do, in a service or as participants of a conversation.',
  scope: 'service',
  path: 'Roles',
  item: '/{Sid}',
  sidPrefix: 'RL',
  listKey: 'roles',
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
      summary: 'Make a role',
      parameters: {
        FriendlyName: requiredField(text({ max: 64, tooLong: 50003 }), 'A name for people.'),
        Type: requiredField(enumeration(roleTypes, { unknown: 50105 }), 'Where it holds; it stays so.'),
        ...permission,
      },
      errors: [50003, 50104, 50105],
    }),
    fetch: fetch({ summary: 'Read a role', parameters: {} }),
    list: list({ summary: 'Page through the roles, oldest first', parameters: {} }),
    update: update({
      summary: "Replace a role's permissions",
      parameters: permission,
      errors: [50104],
    }),
    delete: remove({
      summary: 'Delete a role; who has it gets the default role instead',
      parameters: {},
      errors: [20409],
    }),
  },
});

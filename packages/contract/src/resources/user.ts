import { ownOrAny, roleRefused } from '../access.ts';
import { attributes } from '../codecs/attributes.ts';
import { identity } from '../codecs/identity.ts';
import { sid } from '../codecs/sid.ts';
import { text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';

const settableFields = {
  FriendlyName: field(
    text({ max: 256, tooLong: 50003 }),
    'A human-readable name. An empty value removes it.',
    {
      empty: 'clear',
    },
  ),
  Attributes: field(attributes({ maxBytes: 4096 }), 'Your own data as JSON text, stored exactly as sent.'),
  RoleSid: field(
    sid('RL', { malformed: 50100 }),
    "A role of type service. A new user gets the service's default role if none is given.",
    { empty: 'absent' },
  ),
};

const fieldErrors = [50003, 50100, 50105, 50303, 50304] as const;

export const user = resource({
  name: 'User',
  description:
    'A person or program that participates in conversations on chat, under an identity that you choose.',
  scope: 'service',
  path: 'Users',
  item: '/{Sid}',
  sidPrefix: 'US',
  alternateKey: 'identity',
  listKey: 'users',
  properties: {
    sid: property.sidOf('US'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    role_sid: property.sidOf('RL'),
    identity: property.text(),
    friendly_name: property.nullable(property.text()),
    attributes: property.text(),
    is_online: property.nullable(property.boolean()),
    is_notifiable: property.nullable(property.boolean()),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
    links: property.links({ user_conversations: 'Conversations' }),
  },
  operations: {
    create: create({
      summary: 'Create a user',
      parameters: {
        ...webhookHeader,
        Identity: requiredField(identity(), 'The identity, unique within the service. It cannot be changed.'),
        ...settableFields,
      },
      errors: [...fieldErrors, 50201, 50203, 50206, 50207],
      events: ['onUserAdded'],
      auditedParameter: 'RoleSid',
    }),
    fetch: fetch({ summary: 'Fetch a user', parameters: {}, users: { in: 'service' } }),
    list: list({ summary: 'List users, oldest first', parameters: {} }),
    update: update({
      summary: 'Update a user',
      parameters: { ...webhookHeader, ...settableFields },
      errors: fieldErrors,
      events: ['onUserUpdated'],
      preAction: 'onUserUpdate',
      auditedParameter: 'RoleSid',
      users: {
        in: 'service',
        object: 'user',
        parameters: {
          FriendlyName: ownOrAny('editOwnUserInfo', 'editAnyUserInfo'),
          Attributes: ownOrAny('editOwnUserInfo', 'editAnyUserInfo'),
          RoleSid: roleRefused,
        },
      },
    }),
    delete: remove({
      summary: 'Delete a user and its participants',
      parameters: webhookHeader,
      events: ['onParticipantRemoved', 'onUserRemoved'],
    }),
  },
});

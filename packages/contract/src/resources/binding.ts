import { enumeration } from '../codecs/enumeration.ts';
import { text } from '../codecs/text.ts';
import { fetch, list, remove } from '../operation.ts';
import { filter, repeated } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { pushTypes } from './credential.ts';

/** How a client is reached: by a push service, or by the socket that it has open. */
export const bindingTypes = [...pushTypes, 'twilsock'] as const;

/** The notifications that a client can register for. */
export const bindingMessageTypes = [
  'removed_from_conversation',
  'new_message',
  'added_to_conversation',
] as const;

export const binding = resource({
  name: 'Binding',
  description: "A user's client that has registered for push notifications.",
  scope: 'service only',
  path: 'Bindings',
  item: '/{Sid}',
  sidPrefix: 'BS',
  listKey: 'bindings',
  properties: {
    sid: property.sidOf('BS'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    credential_sid: property.nullable(property.sidOf('CR')),
    endpoint: property.text(),
    identity: property.text(),
    binding_type: property.enumOf(bindingTypes),
    message_types: property.list(property.enumOf(bindingMessageTypes)),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
  },
  operations: {
    fetch: fetch({ summary: 'Fetch a binding', parameters: {} }),
    list: list({
      summary: 'List bindings, newest first',
      parameters: {
        BindingType: repeated(
          filter(enumeration(bindingTypes, { unknown: 50209 }), 'Only bindings of one of these types.'),
        ),
        Identity: repeated(
          filter(text({ max: 256, tooLong: 50207 }), 'Only bindings of users with one of these identities.'),
        ),
      },
      errors: [50207, 50209],
    }),
    delete: remove({
      summary: 'Delete a binding; its client receives no more notifications',
      parameters: {},
      events: ['onUserUpdated'],
    }),
  },
});

import { boolean } from '../codecs/boolean.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

/** The push services: Apple's (apn), and Google's old (gcm) and new (fcm) one. */
export const pushTypes = ['apn', 'gcm', 'fcm'] as const;

const secretField = (description: string) =>
  field(text({ max: 16_384, secret: true }), `${description} An empty value removes it.`, { empty: 'clear' });

const settableFields = {
  FriendlyName: field(
    text({ max: 64, tooLong: 50003 }),
    'A human-readable name. An empty value removes it.',
    {
      empty: 'clear',
    },
  ),
  Certificate: secretField('The certificate for apn, as PEM.'),
  PrivateKey: secretField('The private key of the certificate for apn, as PEM.'),
  Sandbox: field(boolean(), "Whether to use apn's test service. Defaults to false.", { empty: 'absent' }),
  ApiKey: secretField('The API key for gcm.'),
  Secret: secretField('The secret for fcm.'),
};

export const credential = resource({
  name: 'Credential',
  description: 'The credentials of a push service. Replies never contain its secrets.',
  scope: 'account',
  path: 'Credentials',
  item: '/{Sid}',
  sidPrefix: 'CR',
  listKey: 'credentials',
  audited: true,
  properties: {
    sid: property.sidOf('CR'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    friendly_name: property.nullable(property.text()),
    type: property.enumOf(pushTypes),
    sandbox: property.nullable(property.enumOf(['True', 'False'])),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
  },
  operations: {
    create: create({
      summary: 'Create a credential',
      parameters: {
        Type: requiredField(enumeration(pushTypes), 'The push service.'),
        ...settableFields,
      },
      errors: [50003],
    }),
    fetch: fetch({ summary: 'Fetch a credential without its secrets', parameters: {} }),
    list: list({ summary: 'List credentials, newest first', parameters: {} }),
    update: update({
      summary: 'Update a credential; a new type removes the secrets of the old one',
      parameters: {
        Type: field(enumeration(pushTypes), 'The push service.', { empty: 'absent' }),
        ...settableFields,
      },
      errors: [50003],
    }),
    delete: remove({ summary: 'Delete a credential', parameters: {} }),
  },
});

import { boolean } from '../codecs/boolean.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

/** The services that push notifications go through: Apple's, and Google's old and new one. */
export const pushTypes = ['apn', 'gcm', 'fcm'] as const;

const secretField = (description: string) =>
  field(text({ max: 16_384 }), `${description} An empty one removes it.`, { empty: 'clear' });

const settableFields = {
  FriendlyName: field(text({ max: 64, tooLong: 50003 }), 'A name for people. An empty one removes it.', {
    empty: 'clear',
  }),
  Certificate: secretField('The certificate, for apn, as PEM.'),
  PrivateKey: secretField('Its private key, for apn, as PEM.'),
  Sandbox: field(boolean(), "Whether apn's test service is used; false unless given.", { empty: 'absent' }),
  ApiKey: secretField('The key, for gcm.'),
  Secret: secretField('The secret, for fcm.'),
};

export const credential = resource({
  name: 'Credential',
  description: 'What a push service asks for. Its secrets are never shown.',
  scope: 'account',
  path: 'Credentials',
  item: '/{Sid}',
  sidPrefix: 'CR',
  listKey: 'credentials',
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
      summary: 'Keep a credential',
      parameters: {
        Type: requiredField(enumeration(pushTypes), 'The push service that it is for.'),
        ...settableFields,
      },
      errors: [50003],
    }),
    fetch: fetch({ summary: 'Read what is shown of a credential', parameters: {} }),
    list: list({ summary: 'Page through the credentials, newest first', parameters: {} }),
    update: update({
      summary: 'Change a credential; with another type it loses the secrets of the old one',
      parameters: {
        Type: field(enumeration(pushTypes), 'The push service that it is for.', { empty: 'absent' }),
        ...settableFields,
      },
      errors: [50003],
    }),
    delete: remove({ summary: 'Delete a credential', parameters: {} }),
  },
});

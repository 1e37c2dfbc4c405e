import { addressKey, api } from '@colloquy/contract';
import { apiKeyTable } from '../../accounts/api-keys/store.ts';
import { addressTable } from '../../resources/configuration-address/store.ts';
import { credentialTable } from '../../resources/credential/store.ts';
import { configurationWebhookTable } from '../../resources/webhook-configuration/store.ts';
import { optional, table, text } from '../../storage/table.ts';
import { recordKind } from './record-kind.ts';

/** The defaults of an account. */
export const accountKind = recordKind({
  name: 'account',
  table: table(
    'account',
    {
      sid: text(),
      default_service_sid: optional(text()),
      default_messaging_service_sid: optional(text()),
      default_inactive_timer: optional(text()),
      default_closed_timer: optional(text()),
    },
    ['sid'],
  ),
  owner: 'sid',
  properties: api.configuration.properties,
  renamed: { default_chat_service_sid: 'default_service_sid' },
  derived: [],
  isSingleton: true,
});

export const accountWebhooksKind = recordKind({
  name: 'account_webhooks',
  table: configurationWebhookTable,
  owner: 'account_sid',
  properties: api.configurationWebhook.properties,
  derived: [],
  isSingleton: true,
});

export const credentialKind = recordKind({
  name: 'credentials',
  table: credentialTable,
  owner: 'account_sid',
  properties: api.credential.properties,
  derived: [],
  secrets: ['certificate', 'private_key', 'api_key', 'secret'],
});

export const addressKind = recordKind({
  name: 'addresses',
  table: addressTable,
  owner: 'account_sid',
  properties: api.configurationAddress.properties,
  derived: ['address_key'],
  defaults: { address_key: '' },
  unique: ['address_key'],
  derive: (row) => ({ ...row, address_key: addressKey(row.address) }),
});

/** Their secrets are what they are for, so an export has all or nothing of them. */
export const apiKeyKind = recordKind({
  name: 'api_keys',
  table: apiKeyTable,
  owner: 'account_sid',
  properties: {
    date_created: { type: 'date', format: 'milliseconds' },
    date_updated: { type: 'date', format: 'milliseconds' },
  },
  derived: [],
  secrets: ['secret'],
});

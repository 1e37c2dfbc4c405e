import { configurationWebhook, webhookConfiguration } from '@colloquy/contract';
import { presenter } from '../../rest/presenter.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { accountOwner, serviceOwner, singletonRow } from '../singleton-row.ts';

/** Of a service; null where nothing is configured. */
export const webhookConfigurationTable = table(
  'webhook_configuration',
  {
    service_id: integer(),
    pre_webhook_url: optional(text()),
    post_webhook_url: optional(text()),
    method: optional(text()),
    /** JSON list of events. */
    filters: optional(text()),
  },
  ['service_id'],
);

/** Of an account. */
export const configurationWebhookTable = table(
  'configuration_webhook',
  {
    account_sid: text(),
    pre_webhook_url: optional(text()),
    post_webhook_url: optional(text()),
    method: text(),
    filters: text(),
    target: text(),
  },
  ['account_sid'],
);

export type WebhookConfigurationRow = RowOf<typeof webhookConfigurationTable.columns>;
export type ConfigurationWebhookRow = RowOf<typeof configurationWebhookTable.columns>;

export const presentWebhookConfiguration = presenter(webhookConfiguration);
export const presentConfigurationWebhook = presenter(configurationWebhook);

export const serviceWebhooks = singletonRow(webhookConfigurationTable, serviceOwner, (service_id) => ({
  service_id,
  pre_webhook_url: null,
  post_webhook_url: null,
  method: null,
  filters: null,
}));

export const accountWebhooks = singletonRow(configurationWebhookTable, accountOwner, (account_sid) => ({
  account_sid,
  pre_webhook_url: null,
  post_webhook_url: null,
  method: 'POST',
  filters: '[]',
  target: 'webhook',
}));

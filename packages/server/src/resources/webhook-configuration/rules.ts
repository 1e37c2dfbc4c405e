import type { configurationWebhook, ValuesOf, webhookConfiguration } from '@colloquy/contract';
import { encodeList, replaceIfGiven } from '../../rest/row-changes.ts';
import type { ConfigurationWebhookRow, WebhookConfigurationRow } from './store.ts';

type ServiceChange = ValuesOf<(typeof webhookConfiguration.operations.update)['parameters']>;
type AccountChange = ValuesOf<(typeof configurationWebhook.operations.update)['parameters']>;

/** The settings of a service after an update. */
export const updateServiceWebhooks = (
  before: WebhookConfigurationRow,
  change: ServiceChange,
): WebhookConfigurationRow => ({
  ...before,
  ...urlsUpdated(before, change),
  method: replaceIfGiven(change.method, before.method),
  filters: encodeList(change.filters) ?? before.filters,
});

/** The settings of an account after an update. */
export const updateAccountWebhooks = (
  before: ConfigurationWebhookRow,
  change: AccountChange,
): ConfigurationWebhookRow => ({
  ...before,
  ...urlsUpdated(before, change),
  method: change.method === undefined ? before.method : (change.method ?? 'POST'),
  filters: encodeList(change.filters) ?? before.filters,
  target: change.target ?? before.target,
});

type Urls = Pick<WebhookConfigurationRow, 'pre_webhook_url' | 'post_webhook_url'>;

const urlsUpdated = (before: Urls, change: ServiceChange): Urls => ({
  pre_webhook_url: replaceIfGiven(change.preWebhookUrl, before.pre_webhook_url),
  post_webhook_url: replaceIfGiven(change.postWebhookUrl, before.post_webhook_url),
});

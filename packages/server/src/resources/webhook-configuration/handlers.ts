import { configurationWebhook, webhookConfiguration } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { ResourceDefinition } from '../resource.ts';
import { singletonHandlers } from '../singleton-row.ts';
import { updateAccountWebhooks, updateServiceWebhooks } from './rules.ts';
import {
  accountWebhooks,
  presentConfigurationWebhook,
  presentWebhookConfiguration,
  serviceWebhooks,
  webhookConfigurationTable,
} from './store.ts';

/** The webhooks of a service. */
export const webhookConfigurationResource: ResourceDefinition<typeof webhookConfiguration> = {
  handlers: singletonHandlers(
    webhookConfiguration,
    serviceWebhooks,
    presentWebhookConfiguration,
    updateServiceWebhooks,
  ),
  cascadeDeletes: [cascadeFromService(webhookConfigurationTable)],
};

/** The webhooks of an account. */
export const configurationWebhookResource: ResourceDefinition<typeof configurationWebhook> = {
  handlers: singletonHandlers(
    configurationWebhook,
    accountWebhooks,
    presentConfigurationWebhook,
    updateAccountWebhooks,
  ),
};

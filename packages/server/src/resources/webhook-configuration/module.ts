import type { configurationWebhook, webhookConfiguration } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { configurationWebhookHandlers, webhookConfigurationHandlers } from './handlers.ts';
import { webhookConfigurationTable } from './store.ts';

export const webhookConfigurationModule = (
  deps: HandlerDeps,
): ResourceModule<typeof webhookConfiguration> => ({
  handlers: webhookConfigurationHandlers(deps),
  cascadeDeletes: [cascadeFromService(webhookConfigurationTable)],
});

export const configurationWebhookModule = (
  deps: HandlerDeps,
): ResourceModule<typeof configurationWebhook> => ({
  handlers: configurationWebhookHandlers(deps),
});

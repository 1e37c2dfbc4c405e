import type { configurationWebhook, webhookConfiguration } from '@colloquy/contract';
import { serviceContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { configurationWebhookHandlers, webhookConfigurationHandlers } from './handlers.ts';
import { webhookConfigurationTable } from './store.ts';

export const webhookConfigurationModule = (tools: Tools): Module<typeof webhookConfiguration> => ({
  handlers: webhookConfigurationHandlers(tools),
  contents: [serviceContent(webhookConfigurationTable)],
});

export const configurationWebhookModule = (tools: Tools): Module<typeof configurationWebhook> => ({
  handlers: configurationWebhookHandlers(tools),
});

import type { scopedWebhook } from '@colloquy/contract';
import { serviceContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { scopedWebhookHandlers } from './handlers.ts';
import { scopedWebhookTable } from './store.ts';

export const scopedWebhookModule = (tools: Tools): Module<typeof scopedWebhook> => ({
  handlers: scopedWebhookHandlers(tools),
  // Those of a deleted conversation are still to be told of it; they go when they have been.
  contents: [serviceContent(scopedWebhookTable)],
});

import type { scopedWebhook } from '@colloquy/contract';
import { conversationContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { scopedWebhookHandlers } from './handlers.ts';
import { scopedWebhookTable } from './store.ts';

export const scopedWebhookModule = (tools: Tools): Module<typeof scopedWebhook> => ({
  handlers: scopedWebhookHandlers(tools),
  contents: [conversationContent(scopedWebhookTable)],
});

import type { receipt } from '@colloquy/contract';
import { conversationContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { deliver } from './deliver.ts';
import { receiptHandlers } from './handlers.ts';
import { deliveryTask } from './send.ts';
import { receiptTable } from './store.ts';

export const receiptModule = (tools: Tools): Module<typeof receipt> => ({
  handlers: receiptHandlers(tools),
  contents: [conversationContent(receiptTable)],
  tasks: { [deliveryTask]: deliver },
});

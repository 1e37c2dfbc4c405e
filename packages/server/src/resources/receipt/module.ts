import type { receipt } from '@colloquy/contract';
import { conversationContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { receiptHandlers } from './handlers.ts';
import { receiptTable } from './store.ts';

export const receiptModule = (tools: Tools): Module<typeof receipt> => ({
  handlers: receiptHandlers(tools),
  contents: [conversationContent(receiptTable)],
});

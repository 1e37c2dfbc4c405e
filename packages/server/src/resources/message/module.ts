import type { message } from '@colloquy/contract';
import { conversationContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { messageHandlers } from './handlers.ts';
import { messageTable } from './store.ts';

export const messageModule = (tools: Tools): Module<typeof message> => ({
  handlers: messageHandlers(tools),
  contents: [conversationContent(messageTable)],
});

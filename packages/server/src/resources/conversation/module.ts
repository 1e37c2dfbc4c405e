import type { conversation } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { fireTimers } from './fire.ts';
import { conversationHandlers } from './handlers.ts';
import { purgeConversations } from './purge.ts';

export const conversationModule = (tools: Tools): Module<typeof conversation> => ({
  handlers: conversationHandlers(tools),
  chores: [() => fireTimers(tools)],
  contents: [{ ofService: purgeConversations }],
});

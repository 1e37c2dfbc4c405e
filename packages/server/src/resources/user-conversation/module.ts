import type { userConversation } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { userConversationHandlers } from './handlers.ts';

export const userConversationModule = (tools: Tools): Module<typeof userConversation> => ({
  handlers: userConversationHandlers(tools),
});

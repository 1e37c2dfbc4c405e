import type { participantConversation } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { participantConversationHandlers } from './handlers.ts';

export const participantConversationModule = (tools: Tools): Module<typeof participantConversation> => ({
  handlers: participantConversationHandlers(tools),
});

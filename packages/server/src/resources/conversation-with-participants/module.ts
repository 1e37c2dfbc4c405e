import type { conversationWithParticipants } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { conversationWithParticipantsHandlers } from './handlers.ts';
import { initializationTask, initialize } from './initialize.ts';

export const conversationWithParticipantsModule = (
  tools: Tools,
): Module<typeof conversationWithParticipants> => ({
  handlers: conversationWithParticipantsHandlers(tools),
  tasks: { [initializationTask]: initialize },
});

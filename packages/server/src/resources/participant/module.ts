import type { participant } from '@colloquy/contract';
import { conversationContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { participantHandlers } from './handlers.ts';
import { participantTable, removedParticipantTable } from './store.ts';

export const participantModule = (tools: Tools): Module<typeof participant> => ({
  handlers: participantHandlers(tools),
  contents: [conversationContent(participantTable), conversationContent(removedParticipantTable)],
});

import type { conversationWithParticipants } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { conversationWithParticipantsHandlers } from './handlers.ts';
import { initializationJob, initialize } from './initialize.ts';

export const conversationWithParticipantsModule = (
  deps: HandlerDeps,
): ResourceModule<typeof conversationWithParticipants> => ({
  handlers: conversationWithParticipantsHandlers(deps),
  jobs: { [initializationJob]: initialize },
});

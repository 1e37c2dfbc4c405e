import type { participantConversation } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { participantConversationHandlers } from './handlers.ts';

export const participantConversationModule = (
  deps: HandlerDeps,
): ResourceModule<typeof participantConversation> => ({
  handlers: participantConversationHandlers(deps),
});

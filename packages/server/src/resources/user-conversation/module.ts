import type { userConversation } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { userConversationHandlers } from './handlers.ts';

export const userConversationModule = (deps: HandlerDeps): ResourceModule<typeof userConversation> => ({
  handlers: userConversationHandlers(deps),
});

import type { conversation } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { deleteConversationsOfService } from './cascade.ts';
import { fireDueTimers } from './fire-due-timers.ts';
import { conversationHandlers } from './handlers.ts';

export const conversationModule = (deps: HandlerDeps): ResourceModule<typeof conversation> => ({
  handlers: conversationHandlers(deps),
  periodicJobs: [() => fireDueTimers(deps)],
  cascadeDeletes: [{ fromService: deleteConversationsOfService }],
});

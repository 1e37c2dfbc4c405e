import type { message } from '@colloquy/contract';
import { cascadeFromConversation } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { messageHandlers } from './handlers.ts';
import { messageTable } from './store.ts';

export const messageModule = (deps: HandlerDeps): ResourceModule<typeof message> => ({
  handlers: messageHandlers(deps),
  cascadeDeletes: [cascadeFromConversation(messageTable)],
});

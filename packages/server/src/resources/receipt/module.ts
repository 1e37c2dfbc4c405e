import type { receipt } from '@colloquy/contract';
import { cascadeFromConversation } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { receiptHandlers } from './handlers.ts';
import { receiptTable } from './store.ts';

export const receiptModule = (deps: HandlerDeps): ResourceModule<typeof receipt> => ({
  handlers: receiptHandlers(deps),
  cascadeDeletes: [cascadeFromConversation(receiptTable)],
});

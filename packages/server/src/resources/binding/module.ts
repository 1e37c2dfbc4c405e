import type { binding } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { bindingHandlers } from './handlers.ts';
import { bindingTable } from './store.ts';

export const bindingModule = (deps: HandlerDeps): ResourceModule<typeof binding> => ({
  handlers: bindingHandlers(deps),
  cascadeDeletes: [cascadeFromService(bindingTable)],
});

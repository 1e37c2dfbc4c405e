import type { credential } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { credentialHandlers } from './handlers.ts';

export const credentialModule = (deps: HandlerDeps): ResourceModule<typeof credential> => ({
  handlers: credentialHandlers(deps),
});

import type { configuration } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { configurationHandlers } from './handlers.ts';

export const configurationModule = (deps: HandlerDeps): ResourceModule<typeof configuration> => ({
  handlers: configurationHandlers(deps),
});

import type { service } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { serviceHandlers } from './handlers.ts';

export const serviceModule = (deps: HandlerDeps): ResourceModule<typeof service> => ({
  handlers: serviceHandlers(deps),
});

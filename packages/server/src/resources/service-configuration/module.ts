import type { serviceConfiguration } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { serviceConfigurationHandlers } from './handlers.ts';

export const serviceConfigurationModule = (
  deps: HandlerDeps,
): ResourceModule<typeof serviceConfiguration> => ({
  handlers: serviceConfigurationHandlers(deps),
});

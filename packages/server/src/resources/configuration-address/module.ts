import type { configurationAddress } from '@colloquy/contract';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { configurationAddressHandlers } from './handlers.ts';

export const configurationAddressModule = (
  deps: HandlerDeps,
): ResourceModule<typeof configurationAddress> => ({
  handlers: configurationAddressHandlers(deps),
});

import type { notification } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { notificationHandlers } from './handlers.ts';
import { notificationTable } from './store.ts';

export const notificationModule = (deps: HandlerDeps): ResourceModule<typeof notification> => ({
  handlers: notificationHandlers(deps),
  cascadeDeletes: [cascadeFromService(notificationTable)],
});

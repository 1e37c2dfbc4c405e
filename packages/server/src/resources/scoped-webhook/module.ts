import type { scopedWebhook } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { scopedWebhookHandlers } from './handlers.ts';
import { scopedWebhookTable } from './store.ts';

export const scopedWebhookModule = (deps: HandlerDeps): ResourceModule<typeof scopedWebhook> => ({
  handlers: scopedWebhookHandlers(deps),
  // Those of a deleted conversation are still to be told of it; they go when they have been.
  cascadeDeletes: [cascadeFromService(scopedWebhookTable)],
});

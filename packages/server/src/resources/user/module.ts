import type { user } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { userHandlers } from './handlers.ts';
import { removeMemberships, removeMembershipsJob } from './remove-memberships.ts';
import { userTable } from './store.ts';

export const userModule = (deps: HandlerDeps): ResourceModule<typeof user> => ({
  handlers: userHandlers(deps),
  cascadeDeletes: [cascadeFromService(userTable)],
  jobs: { [removeMembershipsJob]: removeMemberships },
});

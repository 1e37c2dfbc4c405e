import type { role } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { roleHandlers } from './handlers.ts';
import { replaceRole, replaceRoleJob } from './replace-role.ts';
import { roleTable } from './store.ts';

export const roleModule = (deps: HandlerDeps): ResourceModule<typeof role> => ({
  handlers: roleHandlers(deps),
  cascadeDeletes: [cascadeFromService(roleTable)],
  jobs: { [replaceRoleJob]: replaceRole },
});

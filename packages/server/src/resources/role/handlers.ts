import { ApiError, type Permission, permissions, type RoleType, role } from '@colloquy/contract';
import { addJob } from '../../jobs/store.ts';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import { encodeList } from '../../rest/row-changes.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { LockingReader } from '../../storage/storage.ts';
import type { ResourceDefinition } from '../resource.ts';
import { findConfiguration, findDefaults } from '../service/store.ts';
import { replaceRole, replaceRoleJob } from './replace-role.ts';
import {
  addRole,
  lockRole,
  pageOfRoles,
  presentRole,
  type RoleRow,
  removeRole,
  renderRole,
  roleTable,
  setPermissions,
} from './store.ts';

export const roleResource: ResourceDefinition<typeof role> = {
  handlers: {
    create: command({
      async prepare({ parameters: { permission, type } }) {
        assertGrantable(permission, type);
      },
      load: (reader, request) => reader.one(findDefaults, serviceKey(request)),
      async run(transaction, { service_id }, { parameters, now }, { sids }) {
        const { friendlyName, type, permission } = parameters;
        const time = instant(now);
        const row = {
          service_id,
          sid: sids.next(role.sidPrefix),
          friendly_name: friendlyName,
          type,
          permissions: encodeList(permission),
          date_created: time,
          date_updated: time,
        };
        await transaction.insert(addRole, row);
        return { result: row };
      },
      present,
    }),

    fetch: query({
      async read(reader, request) {
        const sid = canonicalSid(role.sidPrefix, request.identifier);
        if (sid === undefined) return undefined;
        return (await reader.one(renderRole, { ...replyContext(request, role), sid }))?.body;
      },
    }),

    list: query({
      read: (reader, request) => renderList(reader, request, role, pageOfRoles, replyContext(request, role)),
    }),

    update: command({
      load: lockNamedRole,
      async run(transaction, before, { parameters: { permission }, now }) {
        assertGrantable(permission, before.type === 'service' ? 'service' : 'conversation');
        const granted = encodeList(permission);
        if (granted === before.permissions) return { result: before };
        const after = { ...before, permissions: granted, date_updated: instant(now) };
        await transaction.update(setPermissions, after);
        return { result: after };
      },
      present,
    }),

    delete: command({
      async load(reader, request) {
        const before = await lockNamedRole(reader, request);
        const defaults = await reader.one(findConfiguration, serviceKey(request));
        return before && defaults && { before, defaults };
      },
      async run(transaction, { before, defaults }) {
        const { service_id, sid } = before;
        if (Object.values(defaults).includes(sid)) throw new ApiError(20409);
        await transaction.remove(removeRole, before);
        await transaction.insert(addJob, { kind: replaceRoleJob, service_id, subject_sid: sid, payload: '' });
        return { result: null };
      },
      present: noContent,
      afterCommit: async (_result, _request, { wakeScheduler }) => wakeScheduler(),
    }),
  },
  cascadeDeletes: [cascadeFromService(roleTable)],
  jobHandlers: { [replaceRoleJob]: replaceRole },
};

async function lockNamedRole(reader: LockingReader, request: RequestContext): Promise<RoleRow | undefined> {
  const sid = canonicalSid(role.sidPrefix, request.identifier);
  return sid === undefined ? undefined : reader.lock(lockRole, { ...serviceKey(request), sid });
}

/** @throws ApiError 50104 for a permission that roles of this type cannot have. */
function assertGrantable(names: readonly Permission[], type: RoleType): void {
  for (const name of names) {
    const types: readonly RoleType[] = permissions[name];
    if (!types.includes(type)) throw new ApiError(50104);
  }
}

function present(row: RoleRow, request: RequestContext): string {
  return presentRole.fromRow(row, replyContext(request, role));
}

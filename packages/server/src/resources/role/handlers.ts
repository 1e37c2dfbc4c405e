import { ApiError, type Permission, permissions, type RoleType, role } from '@colloquy/contract';
import { addJob } from '../../jobs/store.ts';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import {
  type HandlerDeps,
  type HandlersOf,
  type RequestContext,
  replyContext,
  serviceKey,
} from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { encodeList } from '../../rest/row-changes.ts';
import { findConfiguration, findDefaults, serviceExists } from '../service/store.ts';
import { replaceRoleJob } from './replace-role.ts';
import {
  addRole,
  findRole,
  lockRole,
  pageOfRoles,
  presentRole,
  type RoleRow,
  removeRole,
  setPermissions,
} from './store.ts';

/** The operations on roles. */
export const roleHandlers = ({ storage, clock, sids, wake }: HandlerDeps): HandlersOf<typeof role> => ({
  async create(request) {
    const { friendlyName, type, permission } = request.parameters;
    const time = instant(clock.now());
    const granted = grantable(permission, type);
    const sid = sids.next(role.sidPrefix);
    const row = await storage.write(async (transaction) => {
      const service = await transaction.one(findDefaults, serviceKey(request));
      if (service === undefined) return undefined;
      const made = {
        service_id: service.service_id,
        sid,
        friendly_name: friendlyName,
        type,
        permissions: granted,
        date_created: time,
        date_updated: time,
      };
      await transaction.insert(addRole, made);
      return made;
    });
    return row && presented(request, row);
  },

  async fetch(request) {
    const sid = canonicalSid(role.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...replyContext(request, role), sid };
    return (await storage.read((reader) => reader.one(findRole, parameters)))?.body;
  },

  list: (request) =>
    storage.read((reader) =>
      renderList(reader, request, role, pageOfRoles, replyContext(request, role), {
        exists: async () => (await reader.one(serviceExists, serviceKey(request))) !== undefined,
      }),
    ),

  async update(request) {
    const sid = canonicalSid(role.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const time = instant(clock.now());
    const row = await storage.write(async (transaction) => {
      const key = { ...serviceKey(request), sid };
      const before = await transaction.lock(lockRole, key);
      if (before === undefined) return undefined;
      const granted = grantable(request.parameters.permission, typeOf(before));
      if (granted === before.permissions) return before;
      const after = { ...before, permissions: granted, date_updated: time };
      await transaction.update(setPermissions, after);
      return after;
    });
    return row && presented(request, row);
  },

  async delete(request) {
    const sid = canonicalSid(role.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const deleted = await storage.write(async (transaction) => {
      const key = { ...serviceKey(request), sid };
      const found = await transaction.lock(lockRole, key);
      const service = await transaction.one(findConfiguration, serviceKey(request));
      if (found === undefined || service === undefined) return false;
      if (Object.values(service).includes(sid)) throw new ApiError(20409);
      await transaction.remove(removeRole, found);
      const { service_id } = found;
      return transaction.insert(addJob, { kind: replaceRoleJob, service_id, subject_sid: sid, payload: '' });
    });
    if (!deleted) return undefined;
    wake();
    return '';
  },
});

/** @throws ApiError 50104 for one that roles of this type cannot have. */
function grantable(names: readonly Permission[], type: RoleType): string {
  for (const name of names) {
    const types: readonly RoleType[] = permissions[name];
    if (!types.includes(type)) throw new ApiError(50104);
  }
  return encodeList(names);
}

const typeOf = ({ type }: RoleRow): RoleType => (type === 'service' ? 'service' : 'conversation');

const presented = (request: RequestContext, row: RoleRow): string =>
  presentRole.fromRow(row, replyContext(request, role));

import { ApiError, type Permission, permissions, type RoleType, role } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { storedList } from '../changes.ts';
import { type Call, type HandlersOf, scopeOf, serviceOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply } from '../paging.ts';
import { findConfiguration, findDefaults, serviceExists } from '../service/store.ts';
import { addTask } from '../task/store.ts';
import { holdersTask } from './holders.ts';
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
export const roleHandlers = ({ storage, clock, sids, wake }: Tools): HandlersOf<typeof role> => ({
  async create(call) {
    const { friendlyName, type, permission } = call.parameters;
    const time = instant(clock.now());
    const granted = grantable(permission, type);
    const sid = sids.next(role.sidPrefix);
    const row = await storage.write(async (transaction) => {
      const service = await transaction.one(findDefaults, serviceOf(call));
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
    return row && presented(call, row);
  },

  async fetch(call) {
    const sid = canonicalSid(role.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...scopeOf(call, role), sid };
    return (await storage.read((reader) => reader.one(findRole, parameters)))?.body;
  },

  list: (call) =>
    storage.read((reader) =>
      listReply(reader, call, role, pageOfRoles, scopeOf(call, role), {
        exists: async () => (await reader.one(serviceExists, serviceOf(call))) !== undefined,
      }),
    ),

  async update(call) {
    const sid = canonicalSid(role.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const time = instant(clock.now());
    const row = await storage.write(async (transaction) => {
      const key = { ...serviceOf(call), sid };
      const before = await transaction.lock(lockRole, key, (found) => found.sid);
      if (before === undefined) return undefined;
      const granted = grantable(call.parameters.permission, typeOf(before));
      if (granted === before.permissions) return before;
      const after = { ...before, permissions: granted, date_updated: time };
      await transaction.update(setPermissions, after);
      return after;
    });
    return row && presented(call, row);
  },

  async delete(call) {
    const sid = canonicalSid(role.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const deleted = await storage.write(async (transaction) => {
      const key = { ...serviceOf(call), sid };
      const found = await transaction.lock(lockRole, key, (row) => row.sid);
      const service = await transaction.one(findConfiguration, serviceOf(call));
      if (found === undefined || service === undefined) return false;
      if (Object.values(service).includes(sid)) throw new ApiError(20409);
      await transaction.remove(removeRole, found);
      const { service_id } = found;
      return transaction.insert(addTask, { kind: holdersTask, service_id, subject: sid, data: '' });
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
  return storedList(names);
}

const typeOf = ({ type }: RoleRow): RoleType => (type === 'service' ? 'service' : 'conversation');

const presented = (call: Call, row: RoleRow): string => presentRole.fromRow(row, scopeOf(call, role));

import { ApiError, user } from '@colloquy/contract';
import { type Call, circumstancesOf, type HandlersOf, scopeOf, serviceOf, type Tools } from '../handler.ts';
import { listReply } from '../paging.ts';
import { givenRole } from '../role/given.ts';
import { findDefaults, serviceExists } from '../service/store.ts';
import { addTask } from '../task/store.ts';
import { membershipTask, removeMemberships } from './memberships.ts';
import { holdUser, userBody } from './named.ts';
import { created, removed, updated } from './rules.ts';
import { addUser, pageOfUsers, presentUser, removeUser, setUser, type UserRow } from './store.ts';
import { tellOfUser } from './tell.ts';

/** The operations on users. */
export const userHandlers = (tools: Tools): HandlersOf<typeof user> => ({
  async create(call) {
    const now = tools.clock.now();
    const sid = tools.sids.next(user.sidPrefix);
    const row = await tools.storage.write(async (transaction) => {
      const service = await transaction.one(findDefaults, serviceOf(call));
      if (service === undefined) return undefined;
      const { identity, roleSid, ...settings } = call.parameters;
      const role = await givenRole(transaction, service.service_id, roleSid, 'service', 50100);
      const birth = { serviceId: service.service_id, sid, identity, roleSid: role ?? service.user_role };
      const decision = created(settings, birth, now);
      if (!(await transaction.insert(addUser, decision.user))) throw new ApiError(50201);
      tellOfUser(transaction, circumstancesOf(call, now), decision);
      return decision.user;
    });
    return row && presented(call, row);
  },

  fetch: (call) => tools.storage.read((reader) => userBody(reader, scopeOf(call, user), call.identifier)),

  list: (call) =>
    tools.storage.read((reader) =>
      listReply(reader, call, user, pageOfUsers, scopeOf(call, user), {
        exists: async () => (await reader.one(serviceExists, serviceOf(call))) !== undefined,
      }),
    ),

  async update(call) {
    const now = tools.clock.now();
    const row = await tools.storage.write(async (transaction) => {
      const before = await holdUser(transaction, call, call.identifier);
      if (before === undefined) return undefined;
      const { roleSid, ...settings } = call.parameters;
      const role = await givenRole(transaction, before.service_id, roleSid, 'service', 50100);
      const decision = updated(before, settings, role, now);
      if (decision.happenings.length > 0) {
        await transaction.update(setUser, decision.user);
        tellOfUser(transaction, circumstancesOf(call, now), decision);
      }
      return decision.user;
    });
    return row && presented(call, row);
  },

  async delete(call) {
    const now = tools.clock.now();
    const task = await tools.storage.write(async (transaction) => {
      const found = await holdUser(transaction, call, call.identifier);
      if (found === undefined) return undefined;
      await transaction.remove(removeUser, found);
      tellOfUser(transaction, circumstancesOf(call, now), removed(found, now));
      const { service_id, sid } = found;
      const work = { kind: membershipTask, service_id, subject: sid, data: '' };
      await transaction.insert(addTask, work);
      return { ...work, ...serviceOf(call) };
    });
    if (task === undefined) return undefined;
    // So that the reply finds them gone; a crash or a very long list leaves the rest to the task.
    await removeMemberships(tools, { ...task, service_sid: task.chat_service_sid });
    return '';
  },
});

const presented = (call: Call, row: UserRow): string => presentUser.fromRow(row, scopeOf(call, user));

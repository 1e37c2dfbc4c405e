import { ApiError, user } from '@colloquy/contract';
import { addJob } from '../../jobs/store.ts';
import {
  type HandlerDeps,
  type HandlersOf,
  type RequestContext,
  replyContext,
  requestEventContext,
  serviceKey,
} from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { findDefaults, serviceExists } from '../service/store.ts';
import { appendUserEvents } from './append-events.ts';
import { lockUser, renderUser } from './find-user.ts';
import { removeMemberships, removeMembershipsJob } from './remove-memberships.ts';
import { created, removed, updated } from './rules.ts';
import { addUser, pageOfUsers, presentUser, removeUser, setUser, type UserRow } from './store.ts';

/** The operations on users. */
export const userHandlers = (deps: HandlerDeps): HandlersOf<typeof user> => ({
  async create(request) {
    const now = deps.clock.now();
    const sid = deps.sids.next(user.sidPrefix);
    const row = await deps.storage.write(async (transaction) => {
      const service = await transaction.one(findDefaults, serviceKey(request));
      if (service === undefined) return undefined;
      const { identity, roleSid, ...settings } = request.parameters;
      const role = await resolveRole(transaction, service.service_id, roleSid, 'service', 50100);
      const birth = { serviceId: service.service_id, sid, identity, roleSid: role ?? service.user_role };
      const decision = created(settings, birth, now);
      if (!(await transaction.insert(addUser, decision.user))) throw new ApiError(50201);
      appendUserEvents(transaction, requestEventContext(request, now), decision);
      return decision.user;
    });
    return row && presented(request, row);
  },

  fetch: (request) =>
    deps.storage.read((reader) => renderUser(reader, replyContext(request, user), request.identifier)),

  list: (request) =>
    deps.storage.read((reader) =>
      renderList(reader, request, user, pageOfUsers, replyContext(request, user), {
        exists: async () => (await reader.one(serviceExists, serviceKey(request))) !== undefined,
      }),
    ),

  async update(request) {
    const now = deps.clock.now();
    const row = await deps.storage.write(async (transaction) => {
      const before = await lockUser(transaction, request, request.identifier);
      if (before === undefined) return undefined;
      const { roleSid, ...settings } = request.parameters;
      const role = await resolveRole(transaction, before.service_id, roleSid, 'service', 50100);
      const decision = updated(before, settings, role, now);
      if (decision.events.length > 0) {
        await transaction.update(setUser, decision.user);
        appendUserEvents(transaction, requestEventContext(request, now), decision);
      }
      return decision.user;
    });
    return row && presented(request, row);
  },

  async delete(request) {
    const now = deps.clock.now();
    const job = await deps.storage.write(async (transaction) => {
      const found = await lockUser(transaction, request, request.identifier);
      if (found === undefined) return undefined;
      await transaction.remove(removeUser, found);
      appendUserEvents(transaction, requestEventContext(request, now), removed(found, now));
      const { service_id, sid } = found;
      const work = { kind: removeMembershipsJob, service_id, subject_sid: sid, payload: '' };
      await transaction.insert(addJob, work);
      return { ...work, ...serviceKey(request) };
    });
    if (job === undefined) return undefined;
    // So that the reply finds them gone; a crash or a very long list leaves the rest to the task.
    await removeMemberships(deps, { ...job, service_sid: job.chat_service_sid });
    return '';
  },
});

const presented = (request: RequestContext, row: UserRow): string =>
  presentUser.fromRow(row, replyContext(request, user));

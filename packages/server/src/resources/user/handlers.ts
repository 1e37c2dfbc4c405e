import { ApiError, user } from '@colloquy/contract';
import { addJob } from '../../jobs/store.ts';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import { removeBindingsOf } from '../binding/store.ts';
import type { ResourceDefinition } from '../resource.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { findDefaults } from '../service/store.ts';
import { lockUser, renderNamedUser } from './find-user.ts';
import { membershipJob, removeMemberships } from './remove-memberships.ts';
import { create, remove, subjectEvents, update } from './rules.ts';
import { addUser, pageOfUsers, presentUser, removeUser, setUser, type UserRow, userTable } from './store.ts';

export const userResource: ResourceDefinition<typeof user> = {
  handlers: {
    create: command({
      load: (reader, request) => reader.one(findDefaults, serviceKey(request)),
      async run(transaction, { service_id, user_role }, { parameters, now }, { sids }) {
        const { identity, roleSid, ...settings } = parameters;
        const role = await resolveRole(transaction, service_id, roleSid, 'service', 50100);
        const sid = sids.next(user.sidPrefix);
        const context = { serviceId: service_id, sid, identity, roleSid: role ?? user_role };
        const decision = create(settings, context, now);
        if (!(await transaction.insert(addUser, decision.user))) throw new ApiError(50201);
        return { result: decision.user, events: [subjectEvents(decision)] };
      },
      present,
    }),

    fetch: query({ read: renderNamedUser }),

    list: query({
      read: (reader, request) => renderList(reader, request, user, pageOfUsers, replyContext(request, user)),
    }),

    update: command({
      load: lockUser,
      async run(transaction, before, { parameters, now }) {
        const { roleSid, ...settings } = parameters;
        const role = await resolveRole(transaction, before.service_id, roleSid, 'service', 50100);
        const decision = update(before, settings, role, now);
        if (decision.events.length === 0) return { result: before };
        await transaction.update(setUser, decision.user);
        return { result: decision.user, events: [subjectEvents(decision)] };
      },
      present,
    }),

    delete: command({
      load: lockUser,
      async run(transaction, before, { now }) {
        await transaction.remove(removeUser, before);
        // A new user with the same identity must not show the notifications of this one on its devices.
        await transaction.remove(removeBindingsOf, before);
        const job = {
          kind: membershipJob,
          service_id: before.service_id,
          subject_sid: before.sid,
          payload: '',
        };
        await transaction.insert(addJob, job);
        return { result: job, events: [subjectEvents(remove(before, now))] };
      },
      present: noContent,
      // The reply finds the memberships removed; a crash or a very long list leaves the rest to the job.
      afterCommit: (job, { accountSid, chatServiceSid }, deps) =>
        removeMemberships(deps, { ...job, account_sid: accountSid, service_sid: chatServiceSid }),
    }),
  },
  cascadeDeletes: [cascadeFromService(userTable)],
  jobHandlers: { [membershipJob]: removeMemberships },
};

function present(row: UserRow, request: RequestContext): string {
  return presentUser.fromRow(row, replyContext(request, user));
}

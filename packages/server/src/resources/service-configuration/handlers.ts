import { type ErrorCode, type RoleType, role, serviceConfiguration } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { command, query } from '../../rest/handler.ts';
import { replyContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { ResourceDefinition } from '../resource.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { lockRole } from '../role/store.ts';
import { setConfiguration } from '../service/store.ts';
import {
  lockServiceConfiguration,
  presentServiceConfiguration,
  renderServiceConfiguration,
} from './store.ts';

export const serviceConfigurationResource: ResourceDefinition<typeof serviceConfiguration> = {
  handlers: {
    fetch: query({
      read: async (reader, request) =>
        (await reader.one(renderServiceConfiguration, replyContext(request, serviceConfiguration)))?.body,
    }),

    update: command({
      async load(reader, request) {
        const { reachabilityEnabled: _, ...roles } = request.parameters;
        // Waits for a role that is being deleted; otherwise the service could keep a default that no longer exists.
        for (const sid of sortedSids(Object.values(roles)))
          await reader.lock(lockRole, { ...serviceKey(request), sid });
        return reader.lock(lockServiceConfiguration, serviceKey(request));
      },
      async run(transaction, before, { parameters }) {
        const resolve = (sid: string | undefined, type: RoleType, unknown: ErrorCode) =>
          resolveRole(transaction, before.id, sid, type, unknown);
        const after = {
          sid: before.sid,
          default_conversation_creator_role_sid:
            (await resolve(parameters.defaultConversationCreatorRoleSid, 'conversation', 50106)) ??
            before.default_conversation_creator_role_sid,
          default_conversation_role_sid:
            (await resolve(parameters.defaultConversationRoleSid, 'conversation', 50109)) ??
            before.default_conversation_role_sid,
          default_chat_service_role_sid:
            (await resolve(parameters.defaultChatServiceRoleSid, 'service', 50100)) ??
            before.default_chat_service_role_sid,
          reachability_enabled: Number(parameters.reachabilityEnabled ?? before.reachability_enabled),
        };
        await transaction.update(setConfiguration, after);
        return { result: after };
      },
      present: (row, request) =>
        presentServiceConfiguration.fromRow(row, replyContext(request, serviceConfiguration)),
    }),
  },
};

/** SIDs as they are stored, in an order in which no two requests deadlock. */
const sortedSids = (sids: readonly string[]): string[] =>
  [...new Set(sids.flatMap((sid) => canonicalSid(role.sidPrefix, sid) ?? []))].toSorted();

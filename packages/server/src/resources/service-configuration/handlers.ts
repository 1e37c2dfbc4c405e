import { type ErrorCode, type RoleType, role, serviceConfiguration } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type HandlerDeps, type HandlersOf, replyContext, serviceKey } from '../../rest/handler.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { lockRole } from '../role/store.ts';
import { setConfiguration } from '../service/store.ts';
import { findServiceConfiguration, lockServiceConfiguration, presentServiceConfiguration } from './store.ts';

/** The operations on the configuration of a service. */
export const serviceConfigurationHandlers = ({
  storage,
}: HandlerDeps): HandlersOf<typeof serviceConfiguration> => ({
  async fetch(request) {
    const scope = replyContext(request, serviceConfiguration);
    return (await storage.read((reader) => reader.one(findServiceConfiguration, scope)))?.body;
  },

  async update(request) {
    const { reachabilityEnabled, ...roles } = request.parameters;
    const row = await storage.write(async (transaction) => {
      // A role that is just being deleted is waited for, or the service would be left with a default that is
      // not there.
      for (const sid of inOrder(Object.values(roles)))
        await transaction.lock(lockRole, { ...serviceKey(request), sid });
      const before = await transaction.lock(lockServiceConfiguration, serviceKey(request));
      if (before === undefined) return undefined;
      const given = (sid: string | undefined, type: RoleType, unknown: ErrorCode) =>
        resolveRole(transaction, before.id, sid, type, unknown);
      const after = {
        sid: before.sid,
        default_conversation_creator_role_sid:
          (await given(roles.defaultConversationCreatorRoleSid, 'conversation', 50106)) ??
          before.default_conversation_creator_role_sid,
        default_conversation_role_sid:
          (await given(roles.defaultConversationRoleSid, 'conversation', 50109)) ??
          before.default_conversation_role_sid,
        default_chat_service_role_sid:
          (await given(roles.defaultChatServiceRoleSid, 'service', 50100)) ??
          before.default_chat_service_role_sid,
        reachability_enabled: Number(reachabilityEnabled ?? before.reachability_enabled),
      };
      await transaction.update(setConfiguration, after);
      return after;
    });
    return row && presentServiceConfiguration.fromRow(row, replyContext(request, serviceConfiguration));
  },
});

/** SIDs as they are stored, in an order in which no two requests wait for each other. */
const inOrder = (sids: readonly string[]): string[] =>
  [...new Set(sids.flatMap((sid) => canonicalSid(role.sidPrefix, sid) ?? []))].toSorted();

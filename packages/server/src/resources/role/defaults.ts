import { defaultRoles } from '@colloquy/contract';
import type { Sids } from '../../platform/sids.ts';
import type { Transaction } from '../../storage/storage.ts';
import { addRole } from './store.ts';

const names = Object.keys(defaultRoles) as (keyof typeof defaultRoles)[];

/** SIDs for the roles of a new service, and the columns of the service that refer to them. */
export function defaultRoleSids(sids: Sids) {
  const byName = Object.fromEntries(names.map((name) => [name, sids.next('RL')])) as Record<
    (typeof names)[number],
    string
  >;
  return {
    byName,
    columns: {
      default_conversation_creator_role_sid: byName.conversationAdmin,
      default_conversation_role_sid: byName.conversationUser,
      default_chat_service_role_sid: byName.serviceUser,
    },
  };
}

/** Adds the roles of a new service. */
export async function addDefaultRoles(
  transaction: Transaction,
  serviceId: number,
  { byName }: ReturnType<typeof defaultRoleSids>,
  time: string,
): Promise<void> {
  for (const name of names) {
    const { friendlyName, type, permissions } = defaultRoles[name];
    await transaction.insert(addRole, {
      service_id: serviceId,
      sid: byName[name],
      friendly_name: friendlyName,
      type,
      permissions: JSON.stringify(permissions),
      date_created: time,
      date_updated: time,
    });
  }
}

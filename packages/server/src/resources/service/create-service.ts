import { service } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Transaction } from '../../storage/storage.ts';
import { addDefaultRoles, defaultRoleSids } from '../role/defaults.ts';
import { addService, findServiceId, findWithoutRoles, type ServiceRow, setConfiguration } from './store.ts';

type CreateServiceDeps = Pick<HandlerDeps, 'clock' | 'sids'>;

/** Writes a new service with its default roles. */
export async function createService(
  { clock, sids }: CreateServiceDeps,
  transaction: Transaction,
  accountSid: string,
  friendlyName: string,
): Promise<ServiceRow> {
  const now = instant(clock.now());
  const roles = defaultRoleSids(sids);
  const row = {
    sid: sids.next(service.sidPrefix),
    account_sid: accountSid,
    friendly_name: friendlyName,
    date_created: now,
    date_updated: now,
    date_deleted: null,
    ...roles.columns,
    reachability_enabled: 0,
  };
  await transaction.insert(addService, row);
  const made = await transaction.one(findServiceId, { sid: row.sid });
  if (made === undefined) throw new Error('The service that was just made is not there.');
  await addDefaultRoles(transaction, made.id, roles, now);
  return row;
}

/** Gives default roles to services that come from a program before there were any. */
export async function completeServices({
  storage,
  ...deps
}: CreateServiceDeps & Pick<HandlerDeps, 'storage'>): Promise<void> {
  for (;;) {
    const found = await storage.read((reader) => reader.one(findWithoutRoles, {}));
    if (found === undefined) return;
    await storage.write(async (transaction) => {
      const roles = defaultRoleSids(deps.sids);
      const row = { sid: found.sid, ...roles.columns, reachability_enabled: 0 };
      await transaction.update(setConfiguration, row);
      await addDefaultRoles(transaction, found.id, roles, instant(deps.clock.now()));
    });
  }
}

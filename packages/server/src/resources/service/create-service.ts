import { service } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Transaction } from '../../storage/storage.ts';
import { addDefaultRoles, defaultRoleSids } from '../role/defaults.ts';
import { addService, findServiceId, type ServiceRow } from './store.ts';

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

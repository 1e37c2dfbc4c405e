import { service } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Transaction } from '../../storage/storage.ts';
import { addDefaultRoles, defaultRoleSids } from '../role/defaults.ts';
import { addService, findServiceId, type ServiceRow } from './store.ts';

interface CreateContext {
  readonly sids: Sids;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly accountSid: string;
}

/** Creates a service with its default roles. */
export async function createService(
  transaction: Transaction,
  { sids, now, accountSid }: CreateContext,
  friendlyName: string,
): Promise<ServiceRow> {
  const time = instant(now);
  const roles = defaultRoleSids(sids);
  const row = {
    sid: sids.next(service.sidPrefix),
    account_sid: accountSid,
    friendly_name: friendlyName,
    date_created: time,
    date_updated: time,
    date_deleted: null,
    ...roles.columns,
    reachability_enabled: 0,
  };
  await transaction.insert(addService, row);
  const created = await transaction.one(findServiceId, { sid: row.sid });
  if (created === undefined) throw new Error('Invariant violated: a service has no row after its insert');
  await addDefaultRoles(transaction, created.id, roles, time);
  return row;
}

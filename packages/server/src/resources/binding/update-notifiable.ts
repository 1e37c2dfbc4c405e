import type { SubjectEvents } from '../../events/event-log.ts';
import type { serviceKey } from '../../rest/service-scope.ts';
import type { Transaction } from '../../storage/storage.ts';
import { changeReachability, lockReachableUserBy } from '../user/change-reachability.ts';
import { findBindingsOf } from './store.ts';

/** Writes whether a user, whose bindings have changed, can be notified. Returns the event that reports a change. */
export async function updateNotifiable(
  transaction: Transaction,
  service: ReturnType<typeof serviceKey>,
  identity: string,
): Promise<SubjectEvents[]> {
  const user = await transaction.lock(lockReachableUserBy.identity, { ...service, identifier: identity });
  if (user === undefined) return [];
  const { service_id } = user;
  const left = await transaction.all(findBindingsOf, { service_id, identity });
  return changeReachability(transaction, user, { isNotifiable: left.length > 0 });
}

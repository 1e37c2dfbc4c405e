import type { SubjectEvents } from '../../events/event-log.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { columnNames } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, type RowOf, text } from '../../storage/table.ts';
import { type Reachability, setReachability, subjectEvents } from './rules.ts';
import { setUserReachability, userTable } from './store.ts';

const columns = { ...userTable.columns, reachability_enabled: integer() };

/** A user as stored, and whether its service reports who can be reached. */
type ReachableUser = RowOf<typeof columns>;

const lock = (by: 'sid' | 'identity') =>
  selectForUpdate(
    `user.lock with reachability by ${by}`,
    { ...serviceKeyColumns, identifier: text() },
    columns,
    () => `SELECT ${columnNames(userTable)},
        (SELECT reachability_enabled FROM service WHERE service.id = chat_user.service_id) AS reachability_enabled
      FROM chat_user WHERE service_id = ${serviceIdSql} AND ${by} = :identifier`,
    ({ sid }) => sid,
  );

/** Locks a user whose reachability may change. */
export const lockReachableUserBy = { sid: lock('sid'), identity: lock('identity') };

/**
 * Writes the reachability of a locked user.
 *
 * @returns the event that reports it. There is none if nothing has changed, or if the service does not report
 * reachability: what is stored is then right when it begins to.
 */
export async function changeReachability(
  transaction: Transaction,
  { reachability_enabled, ...user }: ReachableUser,
  reachability: Reachability,
): Promise<SubjectEvents[]> {
  const decision = setReachability(user, reachability);
  if (decision.events.length === 0) return [];
  const { is_online, is_notifiable } = decision.user;
  await transaction.update(
    setUserReachability,
    reachability_enabled === 1 ? decision.user : { ...user, is_online, is_notifiable },
  );
  return reachability_enabled === 1 ? [subjectEvents(decision)] : [];
}

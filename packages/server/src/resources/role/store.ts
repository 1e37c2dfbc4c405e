import { role } from '@colloquy/contract';
import { serviceKeyColumns } from '../../rest/handler.ts';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { integer, type RowOf, table, text } from '../../storage/table.ts';
import { serviceId } from '../service/store.ts';

export const roleTable = table(
  'role',
  {
    service_id: integer(),
    sid: text(),
    friendly_name: text(),
    type: text(),
    /** JSON list of names. */
    permissions: text(),
    date_created: text(),
    date_updated: text(),
  },
  ['service_id', 'sid'],
);

export type RoleRow = RowOf<typeof roleTable.columns>;

export const presentRole = presenter(role);

export const addRole = insert(roleTable);
export const setPermissions = update(roleTable, ['permissions', 'date_updated']);
export const removeRole = remove(roleTable);

export const findRole = select(
  'role.find',
  { ...presentation, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentRole.sql(dialect)} AS body FROM role
    WHERE service_id = ${serviceId} AND sid = :sid`,
);

export const lockRole = select(
  'role.lock',
  { ...serviceKeyColumns, sid: text() },
  roleTable.columns,
  ({ forUpdate }) => `SELECT ${columnNames(roleTable)} FROM role
    WHERE service_id = ${serviceId} AND sid = :sid${forUpdate}`,
);

/** The type of a role, which says where it can be given. While it is being given, it cannot be deleted. */
export const findRoleType = select(
  'role.type',
  { service_id: integer(), sid: text() },
  { type: text() },
  ({ forKeyShare }) => `SELECT type FROM role WHERE service_id = :service_id AND sid = :sid${forKeyShare}`,
);

export const pageOfRoles = pageQuery({
  name: 'role.page',
  parameters: presentation,
  from: ({ indexHint }) => `role${indexHint('role_oldest_first')}`,
  where: `service_id = ${serviceId}`,
  order: byDate(),
  direction: 'ascending',
  rendered: presentRole.sql,
});

import { role } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { selectForKeyShare, selectForUpdate } from '../../storage/locking-select.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { integer, type RowOf, table, text } from '../../storage/table.ts';

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

export const renderRole = select(
  'role.render',
  { ...presentation, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentRole.sql(dialect)} AS body FROM role
    WHERE service_id = ${serviceIdSql} AND sid = :sid`,
);

export const lockRole = selectForUpdate(
  'role.lock',
  { ...serviceKeyColumns, sid: text() },
  roleTable.columns,
  () => `SELECT ${columnNames(roleTable)} FROM role
    WHERE service_id = ${serviceIdSql} AND sid = :sid`,
  ({ sid }) => sid,
);

const roleType = {
  key: { service_id: integer(), sid: text() },
  row: { type: text() },
  sql: () => 'SELECT type FROM role WHERE service_id = :service_id AND sid = :sid',
};

/** The type of a role, which decides where it can be assigned. */
export const findRoleType = select('role.type', roleType.key, roleType.row, roleType.sql);

/** Keeps a role from being deleted while it is being assigned. */
export const lockRoleType = selectForKeyShare('role.lock type', roleType.key, roleType.row, roleType.sql);

export const pageOfRoles = pageQuery({
  name: 'role.page',
  parameters: presentation,
  from: ({ indexHint }) => `role${indexHint('role_oldest_first')}`,
  where: `service_id = ${serviceIdSql}`,
  order: byDate(),
  direction: 'ascending',
  rendered: presentRole.sql,
});

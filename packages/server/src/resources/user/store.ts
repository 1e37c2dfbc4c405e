import { user } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { insert, remove, select, update, updateExcept } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';

export const userTable = table(
  'chat_user',
  {
    service_id: integer(),
    sid: text(),
    identity: text(),
    friendly_name: optional(text()),
    attributes: text(),
    role_sid: text(),
    /** 1, 0, or null when unknown. */
    is_online: optional(integer()),
    is_notifiable: optional(integer()),
    date_created: text(),
    date_updated: text(),
    created_event: integer(),
    updated_event: integer(),
    event_counter: integer(),
  },
  ['service_id', 'sid'],
);

export type UserRow = RowOf<typeof userTable.columns>;

export const presentUser = presenter(user);

/** Lists do not show who can be reached. */
const unknown = 'CAST(NULL AS INTEGER)';
const presentListed = presenter(user, { is_online: unknown, is_notifiable: unknown });

const reachability: readonly string[] = ['is_online', 'is_notifiable'];

/** The columns of a user as the API shows them: who can be reached only if the service reports it. */
const shownColumns = Object.keys(userTable.columns)
  .map((name) =>
    reachability.includes(name)
      ? `CASE (SELECT reachability_enabled FROM service WHERE service.id = chat_user.service_id)
          WHEN 1 THEN ${name} END AS ${name}`
      : name,
  )
  .join(', ');

export const addUser = insert(userTable);
export const setUser = updateExcept(userTable, [
  'identity',
  'is_online',
  'is_notifiable',
  'date_created',
  'created_event',
]);
export const setUserReachability = update(userTable, [
  'is_online',
  'is_notifiable',
  'updated_event',
  'event_counter',
]);
export const removeUser = remove(userTable);

type By = 'sid' | 'identity';

const render = (by: By) =>
  select(
    `user.render by ${by}`,
    { ...presentation, identifier: text() },
    { body: text() },
    (dialect) => `SELECT ${presentUser.sql(dialect)} AS body FROM (SELECT ${shownColumns} FROM chat_user
      WHERE service_id = ${serviceIdSql} AND ${by} = :identifier) AS shown`,
  );

export const renderUser = { sid: render('sid'), identity: render('identity') };

const lock = (by: By) =>
  selectForUpdate(
    `user.lock by ${by}`,
    { ...serviceKeyColumns, identifier: text() },
    userTable.columns,
    () => `SELECT ${shownColumns} FROM chat_user
      WHERE service_id = ${serviceIdSql} AND ${by} = :identifier`,
    ({ sid }) => sid,
  );

export const lockUserBy = { sid: lock('sid'), identity: lock('identity') };

/** Finds a user as the API shows it. */
export const findShownUser = select(
  'user.shown',
  { ...serviceKeyColumns, sid: text() },
  userTable.columns,
  () => `SELECT ${shownColumns} FROM chat_user WHERE service_id = ${serviceIdSql} AND sid = :sid`,
);

/** Locks a user of a service, which may have been deleted in the meantime. */
export const lockIdentity = selectForUpdate(
  'user.lock in service',
  { service_id: integer(), identity: text() },
  { sid: text() },
  () => `SELECT sid FROM chat_user
    WHERE service_id = :service_id AND identity = :identity`,
  ({ sid }) => sid,
);

const findSid = (by: By) =>
  select(
    `user.sid by ${by}`,
    { ...serviceKeyColumns, identifier: text() },
    { sid: text() },
    () => `SELECT sid FROM chat_user WHERE service_id = ${serviceIdSql} AND ${by} = :identifier`,
  );

export const findUserSid = { sid: findSid('sid'), identity: findSid('identity') };

export const pageOfUsers = pageQuery({
  name: 'user.page',
  parameters: presentation,
  from: ({ indexHint }) => `chat_user${indexHint('chat_user_oldest_first')}`,
  where: `service_id = ${serviceIdSql}`,
  order: byDate(),
  direction: 'ascending',
  rendered: presentListed.sql,
  longColumns: ['attributes'],
});

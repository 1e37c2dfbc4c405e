import { service } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { ofAccountSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { insert, remove, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';

export const serviceTable = table(
  'service',
  {
    sid: text(),
    account_sid: text(),
    friendly_name: text(),
    date_created: text(),
    date_updated: text(),
    date_deleted: optional(text()),
    default_conversation_creator_role_sid: optional(text()),
    default_conversation_role_sid: optional(text()),
    default_chat_service_role_sid: optional(text()),
    reachability_enabled: integer(),
  },
  ['sid'],
);

export type ServiceRow = RowOf<typeof serviceTable.columns>;

export const presentService = presenter(service);

export const addService = insert(serviceTable);
export const markDeleted = update(serviceTable, ['date_deleted']);
export const setConfiguration = update(serviceTable, [
  'default_conversation_creator_role_sid',
  'default_conversation_role_sid',
  'default_chat_service_role_sid',
  'reachability_enabled',
]);

export const renderService = select(
  'service.render',
  { ...presentation, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentService.sql(dialect)} AS body FROM service
    WHERE sid = :sid AND ${ofAccountSql}`,
);

export const lockService = selectForUpdate(
  'service.lock',
  serviceKeyColumns,
  { sid: text() },
  () => `SELECT sid FROM service WHERE sid = :chat_service_sid AND ${ofAccountSql}`,
  ({ sid }) => sid,
);

export const pageOfServices = pageQuery({
  name: 'service.page',
  parameters: presentation,
  from: ({ indexHint }) => `service${indexHint('service_newest_first')}`,
  where: ofAccountSql,
  order: byDate(),
  direction: 'descending',
  rendered: presentService.sql,
});

export const findServiceId = select(
  'service.id',
  { sid: text() },
  { id: integer() },
  () => 'SELECT id FROM service WHERE sid = :sid',
);

const defaults = { service_id: integer(), user_role: text(), participant_role: text(), creator_role: text() };
const defaultsWhere = (condition: string): string =>
  `SELECT id AS service_id, default_chat_service_role_sid AS user_role,
    default_conversation_role_sid AS participant_role,
    default_conversation_creator_role_sid AS creator_role FROM service WHERE ${condition}`;

/** What a service gives to new users and participants. */
export const findDefaults = select('service.defaults', serviceKeyColumns, defaults, () =>
  defaultsWhere(`sid = :chat_service_sid AND ${ofAccountSql}`),
);

/** The same for rows of the service, which may have been deleted in the meantime. */
export const findDefaultsById = select('service.defaults by id', { id: integer() }, defaults, () =>
  defaultsWhere('id = :id'),
);

/** The roles that a service gives by default. */
export const findConfiguration = select(
  'service.configuration',
  serviceKeyColumns,
  {
    default_conversation_creator_role_sid: text(),
    default_conversation_role_sid: text(),
    default_chat_service_role_sid: text(),
  },
  () => `SELECT default_conversation_creator_role_sid, default_conversation_role_sid,
    default_chat_service_role_sid FROM service WHERE sid = :chat_service_sid AND ${ofAccountSql}`,
);

/** The service that was deleted the longest ago and still contains rows. */
export const findDeleted = select(
  'service.deleted',
  {},
  { id: integer(), sid: text(), account_sid: text() },
  () =>
    'SELECT id, sid, account_sid FROM service WHERE date_deleted IS NOT NULL ORDER BY date_deleted LIMIT 1',
);

/** Deletes the row itself, by the id that its contents reference. */
export const removeService = remove(table('service', { id: integer() }, ['id']));

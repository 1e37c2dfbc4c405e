import { service } from '@colloquy/contract';
import { insert, remove, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { pageQuery } from '../paging.ts';
import { presenter } from '../presenter.ts';

const serviceTable = table(
  'service',
  {
    sid: text(),
    account_sid: text(),
    friendly_name: text(),
    date_created: text(),
    date_updated: text(),
    date_deleted: optional(text()),
  },
  ['sid'],
);

export type ServiceRow = RowOf<typeof serviceTable.columns>;

export const presentService = presenter(service);

export const addService = insert(serviceTable);
export const markDeleted = update(serviceTable, ['date_deleted']);

/** Services of the account that have not been deleted. */
const ofAccount = 'account_sid = :account_sid AND date_deleted IS NULL';

/**
 * The id of the service that the parameters name, for the condition of another query: every query in a service
 * goes through the account of the credentials, and through the service not having been deleted.
 */
export const serviceId = `(SELECT id FROM service WHERE sid = :service_sid AND ${ofAccount})`;

/** The parameters of {@link serviceId}. */
export const inService = { service_sid: text(), account_sid: text() };

const scope = { account_sid: text(), collection_url: text() };

export const findService = select(
  'service.find',
  { ...scope, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentService.sql(dialect)} AS body FROM service
    WHERE sid = :sid AND ${ofAccount}`,
);

export const lockService = select(
  'service.lock',
  inService,
  { sid: text() },
  ({ forUpdate }) => `SELECT sid FROM service WHERE sid = :service_sid AND ${ofAccount}${forUpdate}`,
);

export const pageOfServices = pageQuery(
  'service.page',
  scope,
  'service',
  'service_newest_first',
  ofAccount,
  presentService.sql,
);

export const serviceExists = select(
  'service.exists',
  inService,
  { id: integer() },
  () => `SELECT id FROM service WHERE sid = :service_sid AND ${ofAccount}`,
);

/** The service that was deleted the longest ago and still has content. */
export const findDeleted = select(
  'service.deleted',
  {},
  { id: integer(), sid: text(), account_sid: text() },
  () =>
    'SELECT id, sid, account_sid FROM service WHERE date_deleted IS NOT NULL ORDER BY date_deleted LIMIT 1',
);

/** Takes the row itself away, by the number that content hangs on. */
export const removeService = remove(table('service', { id: integer() }, ['id']));

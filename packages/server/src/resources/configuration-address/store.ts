import { configurationAddress } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { columnNames, insert, remove, select, updateExcept } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';

/** How an address handles a message that belongs to no conversation. */
export const autoCreation = {
  /** 1 or 0. */
  auto_creation_enabled: integer(),
  auto_creation_type: optional(text()),
  auto_creation_conversation_service_sid: optional(text()),
  auto_creation_webhook_url: optional(text()),
  auto_creation_webhook_method: optional(text()),
  /** JSON list of names; null for all events. */
  auto_creation_webhook_filters: optional(text()),
  auto_creation_studio_flow_sid: optional(text()),
  auto_creation_studio_retry_count: optional(integer()),
} as const;

export const addressTable = table(
  'address_configuration',
  {
    account_sid: text(),
    sid: text(),
    type: text(),
    address: text(),
    /** The address as it is compared; unique in the account. */
    address_key: text(),
    friendly_name: optional(text()),
    address_country: optional(text()),
    ...autoCreation,
    date_created: text(),
    date_updated: text(),
  },
  ['account_sid', 'sid'],
);

export type AddressRow = RowOf<typeof addressTable.columns>;

export const presentAddress = presenter(configurationAddress);

export const addAddress = insert(addressTable);
export const setAddress = updateExcept(addressTable, [
  'type',
  'address',
  'address_key',
  'address_country',
  'date_created',
]);
export const removeAddress = remove(addressTable);

type By = 'sid' | 'address_key';

const render = (by: By) =>
  select(
    `address.render by ${by}`,
    { ...presentation, identifier: text() },
    { body: text() },
    (dialect) => `SELECT ${presentAddress.sql(dialect)} AS body FROM address_configuration
      WHERE account_sid = :account_sid AND ${by} = :identifier`,
  );

export const renderAddress = { sid: render('sid'), address: render('address_key') };

const lock = (by: By) =>
  selectForUpdate(
    `address.lock by ${by}`,
    { account_sid: text(), identifier: text() },
    addressTable.columns,
    () => `SELECT ${columnNames(addressTable)} FROM address_configuration
      WHERE account_sid = :account_sid AND ${by} = :identifier`,
    ({ sid }) => sid,
  );

export const lockAddress = { sid: lock('sid'), address: lock('address_key') };

const pages = {
  from: ({ indexHint }) => `address_configuration${indexHint('address_configuration_newest_first')}`,
  order: byDate(),
  direction: 'descending',
  rendered: presentAddress.sql,
} as const satisfies Partial<Parameters<typeof pageQuery>[0]>;

export const pageOfAddresses = pageQuery({
  ...pages,
  name: 'address.page',
  parameters: presentation,
  where: 'account_sid = :account_sid',
});

export const pageOfAddressesOfType = pageQuery({
  ...pages,
  name: 'address.page of a type',
  parameters: { ...presentation, type: text() },
  where: 'account_sid = :account_sid AND type = :type',
});

import { binding } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { insert, remove, removeBy, select, update } from '../../storage/statement.ts';
import { integer, optional, table, text } from '../../storage/table.ts';

export const bindingTable = table(
  'binding',
  {
    service_id: integer(),
    sid: text(),
    identity: text(),
    binding_type: text(),
    endpoint: text(),
    credential_sid: optional(text()),
    /** JSON list of names. */
    message_types: text(),
    date_created: text(),
    date_updated: text(),
  },
  ['service_id', 'sid'],
);

const presentBinding = presenter(binding);

/** Clients register bindings over their own protocol: no REST request creates one. */
export const addBinding = insert(bindingTable);
export const removeBinding = remove(bindingTable);
/** Removes all bindings of a user. */
export const removeBindingsOf = removeBy(bindingTable, ['service_id', 'identity']);
export const setBinding = update(bindingTable, ['message_types', 'date_updated']);

export const renderBinding = select(
  'binding.render',
  { ...presentation, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentBinding.sql(dialect)} AS body FROM binding
    WHERE service_id = ${serviceIdSql} AND sid = :sid`,
);

const device = { service_id: integer(), sid: text(), identity: text() };

export const lockBinding = selectForUpdate(
  'binding.lock',
  { ...serviceKeyColumns, sid: text() },
  device,
  () => `SELECT service_id, sid, identity FROM binding WHERE service_id = ${serviceIdSql} AND sid = :sid`,
  ({ sid }) => sid,
);

export const lockBindingOfDevice = selectForUpdate(
  'binding.lock of device',
  { service_id: integer(), binding_type: text(), endpoint: text() },
  device,
  () => `SELECT service_id, sid, identity FROM binding
    WHERE service_id = :service_id AND binding_type = :binding_type AND endpoint = :endpoint`,
  ({ sid }) => sid,
);

/** The bindings of a user, oldest first. */
export const findBindingsOf = select(
  'binding.of user',
  { service_id: integer(), identity: text() },
  { ...device, binding_type: text(), endpoint: text() },
  () => `SELECT service_id, sid, identity, binding_type, endpoint FROM binding
    WHERE service_id = :service_id AND identity = :identity ORDER BY date_created, sid`,
);

/** Filters by types, and optionally by identities; both are JSON lists. */
const ofTypes = { ...presentation, types: text() };

const pages = {
  where: `service_id = ${serviceIdSql}`,
  order: byDate(),
  direction: 'descending',
  rendered: presentBinding.sql,
} as const;

export const pageOfBindings = pageQuery({
  ...pages,
  name: 'binding.page',
  parameters: ofTypes,
  from: ({ indexHint, jsonArrayElements }) => `(SELECT * FROM binding${indexHint('binding_newest_first')}
    WHERE binding_type IN (${jsonArrayElements(':types')})) AS binding`,
});

export const pageOfBindingsOfUsers = pageQuery({
  ...pages,
  name: 'binding.page of users',
  parameters: { ...ofTypes, identities: text() },
  from: ({ indexHint, jsonArrayElements }) => `(SELECT * FROM binding${indexHint('binding_identity')}
    WHERE service_id = ${serviceIdSql} AND identity IN (${jsonArrayElements(':identities')})
      AND binding_type IN (${jsonArrayElements(':types')})) AS binding`,
});

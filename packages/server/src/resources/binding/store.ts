import { binding } from '@colloquy/contract';
import { insert, remove, select } from '../../storage/statement.ts';
import { integer, optional, table, text } from '../../storage/table.ts';
import { inService } from '../handler.ts';
import { byDate } from '../page-order.ts';
import { pageQuery } from '../page-query.ts';
import { presentation, presenter } from '../presenter.ts';
import { serviceId } from '../service/store.ts';

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

/** Clients register over their own protocol: no REST request makes a binding. */
export const addBinding = insert(bindingTable);
export const removeBinding = remove(bindingTable);

export const findBinding = select(
  'binding.find',
  { ...presentation, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentBinding.sql(dialect)} AS body FROM binding
    WHERE service_id = ${serviceId} AND sid = :sid`,
);

export const lockBinding = select(
  'binding.lock',
  { ...inService, sid: text() },
  { service_id: integer(), sid: text() },
  ({ forUpdate }) =>
    `SELECT service_id, sid FROM binding WHERE service_id = ${serviceId} AND sid = :sid${forUpdate}`,
);

/** The types that are listed; a JSON list, as are identities. */
const ofTypes = { ...presentation, types: text() };

const pages = {
  where: `service_id = ${serviceId}`,
  order: byDate(),
  direction: 'descending',
  rendered: presentBinding.sql,
} as const;

export const pageOfBindings = pageQuery({
  ...pages,
  name: 'binding.page',
  parameters: ofTypes,
  from: ({ through, elements }) => `(SELECT * FROM binding${through('binding_newest_first')}
    WHERE binding_type IN (${elements(':types')})) AS binding`,
});

export const pageOfBindingsOfUsers = pageQuery({
  ...pages,
  name: 'binding.page of users',
  parameters: { ...ofTypes, identities: text() },
  from: ({ through, elements }) => `(SELECT * FROM binding${through('binding_identity')}
    WHERE service_id = ${serviceId} AND identity IN (${elements(':identities')})
      AND binding_type IN (${elements(':types')})) AS binding`,
});

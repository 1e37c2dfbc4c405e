import { addressKey } from '@colloquy/contract';
import { columnNames, select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { type RowOf, table, text } from '../../storage/table.ts';
import { autoCreation } from './store.ts';

const columns = { sid: text(), ...autoCreation };

/** The configuration of an address that starts conversations. */
export type AutoCreation = RowOf<typeof columns>;

const find = select(
  'address.auto_creation',
  { account_sid: text(), address_key: text() },
  columns,
  () => `SELECT ${columnNames(table('address_configuration', columns, []))} FROM address_configuration
    WHERE account_sid = :account_sid AND address_key = :address_key AND auto_creation_enabled = 1
      AND (auto_creation_conversation_service_sid IS NULL OR EXISTS (SELECT id FROM service
        WHERE sid = auto_creation_conversation_service_sid AND service.account_sid = :account_sid
          AND date_deleted IS NULL))`,
);

/**
 * How to handle a message to one of the account's addresses that belongs to no conversation. Undefined when the
 * address is not configured, does not start conversations, or would start them in a deleted service. An address
 * without a service starts them in the account's default one.
 */
export const findAutoCreation = (
  reader: Reader,
  accountSid: string,
  address: string,
): Promise<AutoCreation | undefined> =>
  reader.one(find, { account_sid: accountSid, address_key: addressKey(address) });

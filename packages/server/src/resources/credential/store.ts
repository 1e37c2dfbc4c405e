import { credential } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { columnNames, insert, remove, select, updateExcept } from '../../storage/statement.ts';
import { optional, type RowOf, table, text } from '../../storage/table.ts';

export const credentialTable = table(
  'credential',
  {
    account_sid: text(),
    sid: text(),
    friendly_name: optional(text()),
    type: text(),
    /** `True` or `False`, for apn alone. */
    sandbox: optional(text()),
    certificate: optional(text()),
    private_key: optional(text()),
    api_key: optional(text()),
    secret: optional(text()),
    date_created: text(),
    date_updated: text(),
  },
  ['account_sid', 'sid'],
);

export type CredentialRow = RowOf<typeof credentialTable.columns>;

export const presentCredential = presenter(credential);

export const addCredential = insert(credentialTable);
export const setCredential = updateExcept(credentialTable, ['date_created']);
export const removeCredential = remove(credentialTable);

export const renderCredential = select(
  'credential.render',
  { ...presentation, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentCredential.sql(dialect)} AS body FROM credential
    WHERE account_sid = :account_sid AND sid = :sid`,
);

export const lockCredential = selectForUpdate(
  'credential.lock',
  { account_sid: text(), sid: text() },
  credentialTable.columns,
  () => `SELECT ${columnNames(credentialTable)} FROM credential
    WHERE account_sid = :account_sid AND sid = :sid`,
  ({ sid }) => sid,
);

export const pageOfCredentials = pageQuery({
  name: 'credential.page',
  parameters: presentation,
  from: ({ indexHint }) => `credential${indexHint('credential_newest_first')}`,
  where: 'account_sid = :account_sid',
  order: byDate(),
  direction: 'descending',
  rendered: presentCredential.sql,
});

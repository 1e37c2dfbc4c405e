import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { forUpdate } from '../../storage/locking-select.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { type RowOf, table, text } from '../../storage/table.ts';

export const apiKeyTable = table(
  'api_key',
  {
    sid: text(),
    account_sid: text(),
    friendly_name: text(),
    /** Not hashed, because access tokens are signed with it. */
    secret: text(),
    date_created: text(),
    date_updated: text(),
  },
  ['sid'],
);

export type ApiKeyRow = RowOf<typeof apiKeyTable.columns>;

export const addApiKey = insert(apiKeyTable);
export const setApiKeyName = update(apiKeyTable, ['friendly_name', 'date_updated']);
export const removeApiKey = remove(apiKeyTable);

/** Finds a key by its SID only, because authentication does not know the account yet. */
export const findCredential = select(
  'key.credential',
  { sid: text() },
  { account_sid: text(), secret: text() },
  () => 'SELECT account_sid, secret FROM api_key WHERE sid = :sid',
);

export const findApiKey = select(
  'key.find',
  { account_sid: text(), sid: text() },
  apiKeyTable.columns,
  () => `SELECT ${columnNames(apiKeyTable)} FROM api_key WHERE sid = :sid AND account_sid = :account_sid`,
);

export const lockApiKey = forUpdate(findApiKey, ({ sid }) => sid);

/** Finds the oldest of an account's keys with a name. */
export const findOldestApiKeyNamed = select(
  'key.find_named',
  { account_sid: text(), friendly_name: text() },
  apiKeyTable.columns,
  () => `SELECT ${columnNames(apiKeyTable)} FROM api_key
    WHERE account_sid = :account_sid AND friendly_name = :friendly_name ORDER BY date_created, sid LIMIT 1`,
);

/** Renders the columns that a list may show, which do not include the secret. */
export const pageOfApiKeys = pageQuery({
  name: 'key.page',
  parameters: { account_sid: text() },
  from: ({ indexHint }) => `api_key${indexHint('api_key_newest_first')}`,
  where: 'account_sid = :account_sid',
  order: byDate(),
  direction: 'descending',
  rendered: ({ jsonQuote }) =>
    `concat('{"sid":"', sid, '","friendly_name":', ${jsonQuote('friendly_name')},
      ',"date_created":"', date_created, '","date_updated":"', date_updated, '"}')`,
});

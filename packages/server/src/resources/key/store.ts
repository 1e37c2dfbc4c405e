import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { type RowOf, table, text } from '../../storage/table.ts';
import { byDate } from '../page-order.ts';
import { pageQuery } from '../page-query.ts';

export const keyTable = table(
  'api_key',
  {
    sid: text(),
    account_sid: text(),
    friendly_name: text(),
    /** As it is: tokens of SDK users are signed with it. */
    secret: text(),
    date_created: text(),
    date_updated: text(),
  },
  ['sid'],
);

export type KeyRow = RowOf<typeof keyTable.columns>;

export const addKey = insert(keyTable);
export const setKeyName = update(keyTable, ['friendly_name', 'date_updated']);
export const removeKey = remove(keyTable);

/** Whose key it is, and its secret: what opens an account begins with the SID alone. */
export const findCredential = select(
  'key.credential',
  { sid: text() },
  { account_sid: text(), secret: text() },
  () => 'SELECT account_sid, secret FROM api_key WHERE sid = :sid',
);

const ofAccount = { account_sid: text(), sid: text() } as const;
const find = `SELECT ${columnNames(keyTable)} FROM api_key WHERE sid = :sid AND account_sid = :account_sid`;

export const findKey = select('key.find', ofAccount, keyTable.columns, () => find);

export const lockKey = select(
  'key.lock',
  ofAccount,
  keyTable.columns,
  ({ forUpdate }) => `${find}${forUpdate}`,
);

/** Objects of what a list may show, under the names of the columns: no secret. */
export const pageOfKeys = pageQuery({
  name: 'key.page',
  parameters: { account_sid: text() },
  from: ({ through }) => `api_key${through('api_key_newest_first')}`,
  where: 'account_sid = :account_sid',
  order: byDate(),
  direction: 'descending',
  rendered: ({ jsonText }) =>
    `concat('{"sid":"', sid, '","friendly_name":', ${jsonText('friendly_name')},
      ',"date_created":"', date_created, '","date_updated":"', date_updated, '"}')`,
});

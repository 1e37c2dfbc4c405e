import { columnNames, insert, removeBy, select } from '../../storage/statement.ts';
import { integer, type RowOf, table, text } from '../../storage/table.ts';

const columns = {
  account_sid: text(),
  key: text(),
  /** Hash of what was asked for. */
  fingerprint: text(),
  /** JSON of what the request's handler has learnt from the storage. */
  result: text(),
  date_created: text(),
};

const keyTable = table('idempotency_key', columns, ['account_sid', 'key']);

export type KeyRow = RowOf<typeof columns>;

export const insertKey = insert(keyTable);

/** Of this date alone: another process may have forgotten the row and remembered a new one meanwhile. */
export const deleteKey = removeBy(keyTable, ['account_sid', 'key', 'date_created']);

const all = columnNames(keyTable);

export const findKey = select(
  'idempotency_key.find',
  { account_sid: text(), key: text() },
  columns,
  () => `SELECT ${all} FROM idempotency_key WHERE account_sid = :account_sid AND key = :key`,
);

export const findExpiredKeys = select(
  'idempotency_key.old',
  { before: text(), limit: integer() },
  { account_sid: text(), key: text(), date_created: text() },
  () => `SELECT account_sid, key, date_created FROM idempotency_key
    WHERE date_created <= :before ORDER BY date_created LIMIT :limit`,
);

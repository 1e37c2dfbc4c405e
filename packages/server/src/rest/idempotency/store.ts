import { columnNames, insert, removeBy, select } from '../../storage/statement.ts';
import { integer, type RowOf, table, text } from '../../storage/table.ts';

const columns = {
  account_sid: text(),
  key: text(),
  /** A hash of the request. */
  fingerprint: text(),
  /** JSON of the result of the request, and of the service that it worked in. */
  result: text(),
  date_created: text(),
};

const keyTable = table('idempotency_key', columns, ['account_sid', 'key']);

export type KeyRow = RowOf<typeof columns>;

export const insertKey = insert(keyTable);

/** Deletes a key of this date only: another process may have replaced the row in the meantime. */
export const deleteKey = removeBy(keyTable, ['account_sid', 'key', 'date_created']);

const all = columnNames(keyTable);

export const findKey = select(
  'idempotency_key.find',
  { account_sid: text(), key: text() },
  columns,
  () => `SELECT ${all} FROM idempotency_key WHERE account_sid = :account_sid AND key = :key`,
);

export const findExpiredKeys = select(
  'idempotency_key.expired',
  { before: text(), limit: integer() },
  { account_sid: text(), key: text(), date_created: text() },
  () => `SELECT account_sid, key, date_created FROM idempotency_key
    WHERE date_created <= :before ORDER BY date_created LIMIT :limit`,
);

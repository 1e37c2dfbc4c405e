import { lockAccount } from '../accounts/store.ts';
import { type RequestContext, serviceKey } from '../rest/handler.ts';
import { isUnchanged } from '../rest/row-changes.ts';
import { columnNames, insert, select, update } from '../storage/statement.ts';
import type { Reader, Transaction } from '../storage/storage.ts';
import { type Column, type Columns, integer, type RowOf, type Table, text } from '../storage/table.ts';
import { lockService, serviceExists } from './service/store.ts';

type KeyOf<C extends Column> = RowOf<{ readonly owner: C }>['owner'];

/** What settings belong to. */
interface Owner<C extends Column> {
  /** Of the settings' table, which has a row for each owner at most. */
  readonly column: string;
  readonly type: C;
  /** Undefined when what the path names does not exist. */
  readonly keyOf: (reader: Reader, request: RequestContext) => Promise<KeyOf<C> | undefined>;
  readonly lock: (transaction: Transaction, request: RequestContext) => Promise<unknown>;
}

export const serviceOwner: Owner<ReturnType<typeof integer>> = {
  column: 'service_id',
  type: integer(),
  keyOf: async (reader, request) => (await reader.one(serviceExists, serviceKey(request)))?.id,
  lock: (transaction, request) => transaction.lock(lockService, serviceKey(request)),
};

export const accountOwner: Owner<ReturnType<typeof text>> = {
  column: 'account_sid',
  type: text(),
  keyOf: (_, { accountSid }) => Promise.resolve(accountSid),
  lock: (transaction, { accountSid }) => transaction.lock(lockAccount, { sid: accountSid }),
};

/** Settings that a service or an account has once. Both functions answer undefined where there is no owner. */
export interface SingletonRow<Row> {
  readonly read: (reader: Reader, request: RequestContext) => Promise<Row | undefined>;
  /** Writes what `rule` makes of the settings; nothing when it leaves them as they are. */
  readonly change: (
    transaction: Transaction,
    request: RequestContext,
    rule: (before: Row) => Row,
  ) => Promise<Row | undefined>;
}

/**
 * Settings whose row is made by their first change: most owners never change them.
 *
 * @param initial what they are before.
 */
export function singletonRow<C extends Columns, K extends Column>(
  rows: Table<C>,
  owner: Owner<K>,
  initial: (key: KeyOf<K>) => RowOf<C>,
): SingletonRow<RowOf<C>> {
  const add = insert(rows);
  const set = update(
    rows,
    Object.keys(rows.columns).filter((name) => name !== owner.column),
  );
  const find = select(
    `${rows.name}.find`,
    { owner: owner.type },
    rows.columns,
    () => `SELECT ${columnNames(rows)} FROM ${rows.name} WHERE ${owner.column} = :owner`,
  );
  const read = async (reader: Reader, request: RequestContext) => {
    const key = await owner.keyOf(reader, request);
    if (key === undefined) return undefined;
    return (await reader.one(find, { owner: key })) ?? initial(key);
  };
  return {
    read,
    async change(transaction, request, rule) {
      await owner.lock(transaction, request);
      const before = await read(transaction, request);
      if (before === undefined) return undefined;
      const after = rule(before);
      if (isUnchanged(before, after)) return before;
      if (!(await transaction.insert(add, after))) await transaction.update(set, after);
      return after;
    },
  };
}

import { columnNames, insert, select, update } from '../storage/statement.ts';
import type { Reader, Transaction } from '../storage/storage.ts';
import { type Column, type Columns, integer, type RowOf, type Table, text } from '../storage/table.ts';
import { lockAccount } from './account/store.ts';
import { same } from './changes.ts';
import { type Call, serviceOf } from './handler.ts';
import { lockService, serviceExists } from './service/store.ts';

type KeyOf<C extends Column> = RowOf<{ readonly owner: C }>['owner'];

/** What settings belong to. */
interface Owner<C extends Column> {
  /** Of the settings' table, which has a row for each owner at most. */
  readonly column: string;
  readonly type: C;
  /** Undefined when what the path names does not exist. */
  readonly keyOf: (reader: Reader, call: Call) => Promise<KeyOf<C> | undefined>;
  readonly hold: (transaction: Transaction, call: Call) => Promise<unknown>;
}

export const ofService: Owner<ReturnType<typeof integer>> = {
  column: 'service_id',
  type: integer(),
  keyOf: async (reader, call) => (await reader.one(serviceExists, serviceOf(call)))?.id,
  hold: (transaction, call) => transaction.lock(lockService, serviceOf(call), ({ sid }) => sid),
};

export const ofAccount: Owner<ReturnType<typeof text>> = {
  column: 'account_sid',
  type: text(),
  keyOf: (_, { accountSid }) => Promise.resolve(accountSid),
  hold: (transaction, { accountSid }) => transaction.lock(lockAccount, { sid: accountSid }, ({ sid }) => sid),
};

/** Settings that a service or an account has once. Both functions answer undefined where there is no owner. */
export interface Settings<Row> {
  readonly read: (reader: Reader, call: Call) => Promise<Row | undefined>;
  /** Writes what `rule` makes of the settings; nothing when it leaves them as they are. */
  readonly change: (
    transaction: Transaction,
    call: Call,
    rule: (before: Row) => Row,
  ) => Promise<Row | undefined>;
}

/**
 * Settings whose row is made by their first change: most owners never change them.
 *
 * @param initial what they are before.
 */
export function settings<C extends Columns, K extends Column>(
  rows: Table<C>,
  owner: Owner<K>,
  initial: (key: KeyOf<K>) => RowOf<C>,
): Settings<RowOf<C>> {
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
  const read = async (reader: Reader, call: Call) => {
    const key = await owner.keyOf(reader, call);
    if (key === undefined) return undefined;
    return (await reader.one(find, { owner: key })) ?? initial(key);
  };
  return {
    read,
    async change(transaction, call, rule) {
      await owner.hold(transaction, call);
      const before = await read(transaction, call);
      if (before === undefined) return undefined;
      const after = rule(before);
      if (same(before, after)) return before;
      if (!(await transaction.insert(add, after))) await transaction.update(set, after);
      return after;
    },
  };
}

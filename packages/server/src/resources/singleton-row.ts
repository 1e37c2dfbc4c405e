import type { Resource } from '@colloquy/contract';
import { lockAccount } from '../accounts/store.ts';
import { command, type OperationHandler, query } from '../rest/handler.ts';
import type { Presenter } from '../rest/presenter.ts';
import { type RequestContext, replyContext } from '../rest/request-context.ts';
import { isUnchanged } from '../rest/row-changes.ts';
import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import { columnNames, insert, select, update } from '../storage/statement.ts';
import type { LockingReader, Reader } from '../storage/storage.ts';
import { type Column, type Columns, integer, type RowOf, type Table, text } from '../storage/table.ts';
import { lockService } from './service/store.ts';

type KeyOf<C extends Column> = RowOf<{ readonly owner: C }>['owner'];

/** What a singleton belongs to. */
interface Owner<C extends Column> {
  /** The key of the table, which has at most one row for each owner. */
  readonly column: string;
  readonly type: C;
  /** Undefined when the path names nothing that exists. */
  readonly findKey: (reader: Reader, request: RequestContext) => Promise<KeyOf<C> | undefined>;
  readonly lock: (reader: LockingReader, request: RequestContext) => Promise<unknown>;
}

export const serviceOwner: Owner<ReturnType<typeof integer>> = {
  column: 'service_id',
  type: integer(),
  findKey: async (reader, request) => (await reader.one(serviceExists, serviceKey(request)))?.id,
  lock: (reader, request) => reader.lock(lockService, serviceKey(request)),
};

export const accountOwner: Owner<ReturnType<typeof text>> = {
  column: 'account_sid',
  type: text(),
  findKey: async (_, { accountSid }) => accountSid,
  lock: (reader, { accountSid }) => reader.lock(lockAccount, { sid: accountSid }),
};

/**
 * How the row of a singleton is read and written.
 *
 * @public The declarations of the published package name it.
 */
export interface SingletonRow<C extends Columns> {
  /** The row, or its initial values; undefined when the owner does not exist. */
  readonly find: (reader: Reader, request: RequestContext) => Promise<RowOf<C> | undefined>;
  /** {@link find} after the owner was locked. */
  readonly lock: (reader: LockingReader, request: RequestContext) => Promise<RowOf<C> | undefined>;
  readonly statements: {
    readonly add: ReturnType<typeof insert<C>>;
    readonly set: ReturnType<typeof update<C, string, string>>;
  };
}

/**
 * A row that its first update creates: most owners never change their settings.
 *
 * @param initial the values until then.
 */
export function singletonRow<C extends Columns, K extends Column>(
  rows: Table<C>,
  owner: Owner<K>,
  initial: (key: KeyOf<K>) => RowOf<C>,
): SingletonRow<C> {
  const findRow = select(
    `${rows.name}.find`,
    { owner: owner.type },
    rows.columns,
    () => `SELECT ${columnNames(rows)} FROM ${rows.name} WHERE ${owner.column} = :owner`,
  );
  const find = async (reader: Reader, request: RequestContext) => {
    const key = await owner.findKey(reader, request);
    if (key === undefined) return undefined;
    return (await reader.one(findRow, { owner: key })) ?? initial(key);
  };
  return {
    find,
    async lock(reader, request) {
      await owner.lock(reader, request);
      return find(reader, request);
    },
    statements: {
      add: insert(rows),
      set: update(
        rows,
        Object.keys(rows.columns).filter((name) => name !== owner.column),
      ),
    },
  };
}

/** The handlers of a resource that is a singleton. */
export function singletonHandlers<C extends Columns, Parameters extends object>(
  resource: Resource,
  { find, lock, statements }: SingletonRow<C>,
  { fromRow }: Presenter,
  rule: (before: RowOf<C>, parameters: Parameters) => RowOf<C>,
): { readonly fetch: OperationHandler; readonly update: OperationHandler<Parameters> } {
  return {
    fetch: query({
      async read(reader, request) {
        const row = await find(reader, request);
        return row && fromRow(row, replyContext(request, resource));
      },
    }),

    update: command({
      load: lock,
      async run(transaction, before, { parameters }) {
        const after = rule(before, parameters);
        if (isUnchanged(before, after)) return { result: before };
        if (!(await transaction.insert(statements.add, after)))
          await transaction.update(statements.set, after);
        return { result: after };
      },
      present: (row, request) => fromRow(row, replyContext(request, resource)),
    }),
  };
}

import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { columnNames, select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import {
  type Column,
  type Columns,
  integer,
  type RowOf,
  type Table,
  text,
  type ValueOf,
} from '../../storage/table.ts';
import type { ItemsRequest, ViewScope } from './view.ts';

/** The keys of the items of a list or a map. */
interface Keys<K extends Column> {
  readonly column: K;
  readonly lowest: ValueOf<K>;
  readonly highest: ValueOf<K>;
  /** Undefined for a text that is not a key. */
  readonly parse: (text: string) => ValueOf<K> | undefined;
}

/** The indexes of a list. */
export const indexKeys: Keys<ReturnType<typeof integer>> = {
  column: integer(),
  lowest: 0,
  highest: Number.MAX_SAFE_INTEGER,
  parse: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
};

/** SIDs, which do not contain the character that is higher than all of theirs. */
export const sidKeys: Keys<ReturnType<typeof text>> = {
  column: text(),
  lowest: '',
  highest: '~',
  parse: (text) => text,
};

/** The rows of a conversation or a user that are the items of a list or a map. */
export interface ItemRows<C extends Columns, K extends Column> {
  /** Of the statements. */
  readonly name: string;
  readonly table: Table<C>;
  /** The column that names the conversation or the user. */
  readonly owner: 'conversation_sid' | 'user_sid';
  readonly keyColumn: string;
  readonly keys: Keys<K>;
  readonly keyOf: (row: RowOf<C>) => ValueOf<K>;
  /** The index that finds the rows of an owner. */
  readonly index: string;
}

/** Rows of a page, in the order of the request. */
interface RowsPage<Row> {
  readonly rows: readonly Row[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** The condition for the rows of an owner, which statements have as the parameter `owner_sid`. */
export const ofOwnerSql = (owner: ItemRows<Columns, Column>['owner']): string =>
  `service_id = ${serviceIdSql} AND ${owner} = :owner_sid`;

export const ownerKey = { ...serviceKeyColumns, owner_sid: text() };

/** Reads rows page by page, and by their keys. */
export function rowPages<C extends Columns, K extends Column>({
  name,
  table,
  owner,
  keyColumn,
  keys,
  keyOf,
  index,
}: ItemRows<C, K>) {
  const ofOwner = ofOwnerSql(owner);
  const range = { ...ownerKey, from: keys.column, limit: integer() };
  const page = (direction: string, condition: string) =>
    select(
      `realtime.${name} ${direction}`,
      range,
      table.columns,
      ({ indexHint }) => `SELECT ${columnNames(table)} FROM ${table.name}${indexHint(index)}
        WHERE ${ofOwner} AND ${condition} LIMIT :limit`,
    );
  const ascending = page('ascending', `${keyColumn} >= :from ORDER BY ${keyColumn}`);
  const descending = page('descending', `${keyColumn} <= :from ORDER BY ${keyColumn} DESC`);

  const bounds = { ...ownerKey, low: keys.column, high: keys.column };
  const existsSql = (condition: string) =>
    `CASE WHEN EXISTS (SELECT 1 FROM ${table.name} WHERE ${ofOwner} AND ${condition}) THEN 1 ELSE 0 END`;
  const findOutside = select(
    `realtime.${name} outside of a page`,
    bounds,
    { lower: integer(), higher: integer() },
    () =>
      `SELECT ${existsSql(`${keyColumn} < :low`)} AS lower, ${existsSql(`${keyColumn} > :high`)} AS higher`,
  );

  return {
    async read(
      reader: Reader,
      scope: ViewScope,
      sid: string,
      { descending: isDescending, limit, from: given }: ItemsRequest,
    ): Promise<RowsPage<RowOf<C>>> {
      const key = { ...scope, owner_sid: sid };
      const beginning = isDescending ? keys.highest : keys.lowest;
      const from = given === undefined ? beginning : (keys.parse(given) ?? beginning);
      const rows = await reader.all(isDescending ? descending : ascending, { ...key, from, limit });
      const keyAt = (index: number) => {
        const row = rows.at(index);
        return row === undefined ? from : keyOf(row);
      };
      const [low, high] = isDescending ? [keyAt(-1), keyAt(0)] : [keyAt(0), keyAt(-1)];
      const outside = await reader.one(findOutside, { ...key, low, high });
      const [lower, higher] = [outside?.lower === 1, outside?.higher === 1];
      return {
        rows,
        hasPrevious: isDescending ? higher : lower,
        hasNext: isDescending ? lower : higher,
      };
    },

    /** The row with a key; undefined if there is none. */
    async find(reader: Reader, scope: ViewScope, sid: string, key: string): Promise<RowOf<C> | undefined> {
      const from = keys.parse(key);
      if (from === undefined) return undefined;
      const [found] = await reader.all(ascending, { ...scope, owner_sid: sid, from, limit: 1 });
      return found !== undefined && keyOf(found) === from ? found : undefined;
    },
  };
}

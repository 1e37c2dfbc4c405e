import type { Properties, Property } from '@colloquy/contract';
import { type Insert, insert, type Select, select, type Update, update } from '../../storage/statement.ts';
import {
  type Column,
  type Columns,
  integer,
  type RowOf,
  type SqlValue,
  type Table,
  text,
} from '../../storage/table.ts';

interface Definition<C extends Columns> {
  /** The name of its file, and of its number in summaries. */
  readonly name: string;
  readonly table: Table<C>;
  /** The column of what its rows belong to. */
  readonly owner: 'account_sid' | 'service_id' | 'sid';
  /** The API's properties. They tell which columns are dates, flags and JSON. */
  readonly properties: Properties;
  /** Columns that are named otherwise than their property. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Columns that no record has, because they follow from other rows or belong to this database. */
  readonly derived: readonly (keyof C & string)[];
  /** The values of a new row in columns that are derived, or that its source does not know. */
  readonly defaults?: Partial<RowOf<C>>;
  /** Sets the derived columns that follow from the row alone. */
  readonly derive?: (row: RowOf<C>, before: RowOf<C> | undefined) => RowOf<C>;
  /** Columns that never change: another object has what a record says of them. */
  readonly fixed?: readonly (keyof C & string)[];
  /** Columns whose values together only one object of an owner can have, unless one of them is null. */
  readonly unique?: readonly (keyof C & string)[];
  /** Columns with secrets, which an export has only on request. */
  readonly secrets?: readonly (keyof C & string)[];
  /** Whether an owner has one row, which has no SID of its own. */
  readonly isSingleton?: true;
}

const findParameters = { owner: { type: 'text', nullable: true }, sids: text() } as const;
const findByIdParameters = { ...findParameters, owner: integer() } as const;

/** A kind of object that can be exported and imported, as the database has it. */
export interface RecordKind<C extends Columns = Columns> extends Definition<C> {
  /** The columns that records have, in order. */
  readonly columns: readonly string[];
  /** Properties of the API by column. */
  readonly propertyOf: ReadonlyMap<string, Property>;
  readonly add: Insert<C>;
  readonly set: Update<C>;
  /** The rows of an owner that have the SIDs in a JSON list; of a singleton, its row. */
  readonly find: Select<typeof findParameters | typeof findByIdParameters, C>;
  /** The object that has the unique values; undefined for a kind without them. Its parameters are columns of the table. */
  readonly findHolder: Select<Columns, typeof holderColumns> | undefined;
}

const holderColumns = { sid: text() } as const;

export function recordKind<C extends Columns>(definition: Definition<C>): RecordKind<C> {
  const { name, table, owner, properties, renamed = {}, derived, isSingleton } = definition;
  const all: readonly (keyof C & string)[] = Object.keys(table.columns);
  const hidden = new Set<string>([owner, ...derived]);
  const condition = isSingleton ? `${owner} = :owner` : `${owner} = :owner AND sid IN `;
  return {
    ...definition,
    columns: all.filter((column) => !hidden.has(column)),
    propertyOf: new Map(
      columnsOf(properties, '').map(([path, property]) => [renamed[path] ?? path, property]),
    ),
    add: insert(table),
    // The key and the others are all columns of the table.
    set: update(table, all) as Update<C>,
    find: select(
      `transfer.find ${name}`,
      owner === 'service_id' ? findByIdParameters : findParameters,
      table.columns,
      ({ jsonArrayElements }) =>
        `SELECT ${all.join(', ')} FROM ${table.name}
          WHERE ${condition}${isSingleton ? '' : `(${jsonArrayElements(':sids')})`}`,
    ),
    findHolder: holderQuery(definition),
  };
}

function holderQuery<C extends Columns>({ name, table, owner, unique }: Definition<C>) {
  if (unique === undefined) return undefined;
  const names = [owner, ...unique];
  const parameters = Object.fromEntries(
    Object.entries<Column>(table.columns).filter(([column]) => names.includes(column)),
  );
  const condition = names.map((column) => `${column} = :${column}`).join(' AND ');
  return select(
    `transfer.holder of ${name}`,
    parameters,
    holderColumns,
    () => `SELECT sid FROM ${table.name} WHERE ${condition}`,
  );
}

/** The properties with a column of their own, by their paths joined by `_`. */
function columnsOf(properties: Properties, prefix: string): (readonly [string, Property])[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    property.type === 'object' && !property.stored
      ? columnsOf(property.properties, `${prefix}${name}_`)
      : [[prefix + name, property] as const],
  );
}

/** The values of an object by column, as the database has them. A source leaves out what it does not know. */
export type RecordValues = Readonly<Record<string, SqlValue | undefined>>;

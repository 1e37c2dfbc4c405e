import type { Dialect } from '../../storage/dialect.ts';
import { type Select, select } from '../../storage/statement.ts';
import { type Columns, integer, optional, type RowOf, text } from '../../storage/table.ts';
import type { Direction, SortOrder } from './keyset.ts';

const limits = { page_limit: integer(), page_skip: integer(), max_row_bytes: integer() };
const page = {
  body: optional(text()),
  count: integer(),
  rendered: integer(),
  lowest: optional(text()),
  highest: optional(text()),
};

/**
 * Rows that one statement has found: the JSON of the objects that are not longer than `max_row_bytes`, separated by
 * commas, how many these are, and the ends of the keysets of all.
 */
export type FoundRows = RowOf<typeof page>;

/** The query of a list: pages of rendered objects, each read in one statement. */
export interface PageQuery<P extends Columns> {
  readonly order: SortOrder;
  /** The order in which the list shows its objects. */
  readonly direction: Direction;
  readonly ascending: Select<P & Columns, typeof page>;
  readonly descending: Select<P & Columns, typeof page>;
}

interface Definition<P extends Columns> {
  readonly name: string;
  readonly parameters: P;
  /** Table or subquery; its index begins with the columns that `where` fixes, followed by those of the order. */
  readonly from: (dialect: Dialect) => string;
  /** Limits the rows by the parameters. */
  readonly where: string;
  readonly order: SortOrder;
  readonly direction: Direction;
  readonly rendered: (dialect: Dialect) => string;
  /** Columns with texts of many kilobytes, whose length decides whether a row is rendered. */
  readonly longColumns?: readonly string[];
}

export function pageQuery<const P extends Columns>(definition: Definition<P>): PageQuery<P> {
  const { name, parameters, from, where, order, direction, rendered, longColumns = [] } = definition;
  const columns = order.columns.join(', ');
  const after = order.parameters.map((each) => `:${each}`).join(', ');
  const rowBytes = longColumns.map((each) => `coalesce(octet_length(${each}), 0)`).join(' + ');
  // Without this, one statement could render 50 messages with 200 KB each.
  const unlessLong = (sql: string) =>
    rowBytes === '' ? sql : `CASE WHEN ${rowBytes} <= :max_row_bytes THEN ${sql} END`;
  const rows = (dialect: Dialect, reading: Direction) => {
    const [comparison, end, sort] = reading === 'ascending' ? ['>', '<=', 'ASC'] : ['<', '>=', 'DESC'];
    return `
      SELECT ${unlessLong(rendered(dialect))} AS body, ${order.keysetSql} AS keyset FROM ${from(dialect)}
      WHERE ${where} AND (${columns}) ${comparison} (${after}) AND ${order.columns[0]} ${end} :until
      ORDER BY ${order.columns.map((each) => `${each} ${sort}`).join(', ')} LIMIT :page_limit OFFSET :page_skip`;
  };
  const all = { ...parameters, ...order.types, ...limits };
  const query = (reading: Direction) =>
    select(`${name} ${reading}`, all, page, (dialect) => {
      const found = rows(dialect, reading);
      const sort = direction === 'ascending' ? 'ASC' : 'DESC';
      const sorted =
        reading === direction ? found : `SELECT * FROM (${found}) AS found ORDER BY keyset ${sort}`;
      return `SELECT string_agg(body, ',') AS body, count(*) AS count, count(body) AS rendered,
        CAST(min(keyset) AS TEXT) AS lowest, CAST(max(keyset) AS TEXT) AS highest FROM (${sorted}) AS page`;
    });
  return { order, direction, ascending: query('ascending'), descending: query('descending') };
}

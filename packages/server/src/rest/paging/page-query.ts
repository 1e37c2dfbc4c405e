import type { Dialect } from '../../storage/dialect.ts';
import { type Select, select } from '../../storage/statement.ts';
import { type Columns, integer, optional, text } from '../../storage/table.ts';
import type { Direction, SortOrder } from './keyset.ts';

const limits = { page_limit: integer(), page_skip: integer() };
const page = {
  body: optional(text()),
  count: integer(),
  lowest: optional(text()),
  highest: optional(text()),
};

/** The query of a list: pages of rendered objects, each read in one statement. */
export interface PageQuery<P extends Columns> {
  readonly order: SortOrder;
  /** The order in which the list is shown. */
  readonly direction: Direction;
  readonly ascending: Select<P & Columns, typeof page>;
  readonly descending: Select<P & Columns, typeof page>;
}

interface Definition<P extends Columns> {
  readonly name: string;
  readonly parameters: P;
  /** Table or subquery; its index begins with the columns that `where` fixes, and goes on with the order's. */
  readonly from: (dialect: Dialect) => string;
  /** Limits the rows by the parameters. */
  readonly where: string;
  readonly order: SortOrder;
  readonly direction: Direction;
  readonly rendered: (dialect: Dialect) => string;
}

export function pageQuery<const P extends Columns>(definition: Definition<P>): PageQuery<P> {
  const { name, parameters, from, where, order, direction, rendered } = definition;
  const columns = order.columns.join(', ');
  const after = order.parameters.map((each) => `:${each}`).join(', ');
  const rows = (dialect: Dialect, walk: Direction) => {
    const [comparison, end, word] = walk === 'ascending' ? ['>', '<=', 'ASC'] : ['<', '>=', 'DESC'];
    return `
      SELECT ${rendered(dialect)} AS body, ${order.place} AS place FROM ${from(dialect)}
      WHERE ${where} AND (${columns}) ${comparison} (${after}) AND ${order.columns[0]} ${end} :until
      ORDER BY ${order.columns.map((each) => `${each} ${word}`).join(', ')} LIMIT :page_limit OFFSET :page_skip`;
  };
  const all = { ...parameters, ...order.types, ...limits };
  const query = (walk: Direction) =>
    select(`${name} ${walk}`, all, page, (dialect) => {
      const found = rows(dialect, walk);
      const usual = direction === 'ascending' ? 'ASC' : 'DESC';
      const ordered =
        walk === direction ? found : `SELECT * FROM (${found}) AS found ORDER BY place ${usual}`;
      return `SELECT string_agg(body, ',') AS body, count(*) AS count,
        CAST(min(place) AS TEXT) AS lowest, CAST(max(place) AS TEXT) AS highest FROM (${ordered}) AS page`;
    });
  return { order, direction, ascending: query('ascending'), descending: query('descending') };
}

import { type Select, select } from './statement.ts';
import { type Columns, integer } from './table.ts';

/** Bytes after which a read of many rows ends, so that no caller holds more of them. One row can be longer. */
export const maxReadBytes = 4_000_000;

const bounds = { limit: integer(), max_bytes: integer() };

interface Definition<P extends Columns, R extends Columns> {
  readonly name: string;
  readonly parameters: P;
  readonly row: R;
  /** The table, and the condition that the rows meet. */
  readonly from: string;
  readonly where: string;
  /** A column without equal values among these rows, and the direction in which they are read. */
  readonly key: string;
  readonly direction: 'ascending' | 'descending';
  /** The columns with long texts; their bytes count. */
  readonly longColumns: readonly string[];
}

/**
 * A query for the first `limit` rows in the order of a key, which ends when those before have `max_bytes`. The lengths
 * are read first: that loads none of the long texts.
 */
export function selectWithinBytes<const P extends Columns, const R extends Columns>(
  definition: Definition<P, R>,
): Select<P & typeof bounds, R> {
  const { name, parameters, row, from, where, key, direction, longColumns } = definition;
  const [last, comparison, sort] = direction === 'ascending' ? ['max', '<=', 'ASC'] : ['min', '>=', 'DESC'];
  const bytes = longColumns.map((each) => `coalesce(octet_length(${each}), 0)`).join(' + ');
  return select(
    name,
    { ...parameters, ...bounds },
    row,
    () => `SELECT ${Object.keys(row).join(', ')} FROM ${from} WHERE ${where} AND ${key} ${comparison} (
      SELECT ${last}(${key}) FROM (
        SELECT ${key}, sum(bytes) OVER (ORDER BY ${key} ${sort} ROWS UNBOUNDED PRECEDING) - bytes AS preceding FROM (
          SELECT ${key}, ${bytes} AS bytes FROM ${from} WHERE ${where} ORDER BY ${key} ${sort} LIMIT :limit
        ) AS candidate) AS measured
      WHERE preceding < :max_bytes)
      ORDER BY ${key} ${sort}`,
  );
}

/** Whether a read of {@link selectWithinBytes} may have ended before the last row. */
export const mayHaveMore = <Row>(
  rows: readonly Row[],
  limit: number,
  maxBytes: number,
  textsOf: (row: Row) => readonly (string | null)[],
): boolean => rows.length === limit || sumBytes(rows, textsOf) >= maxBytes;

const sumBytes = <Row>(rows: readonly Row[], textsOf: (row: Row) => readonly (string | null)[]): number =>
  rows.flatMap(textsOf).reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);

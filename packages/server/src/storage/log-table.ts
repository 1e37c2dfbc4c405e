import type { Columns } from './table.ts';

/**
 * An append-only table whose `position` column (1, 2, 3, ...) is in commit order: a reader that continues after the last
 * position it saw never misses a record, even with concurrent writers. Each engine documents how it guarantees this.
 */
export interface LogTable<C extends Columns = Columns> {
  readonly name: string;
  /** Without `position`. */
  readonly columns: C;
}

export const logTable = <const C extends Columns>(name: string, columns: C): LogTable<C> => ({
  name,
  columns,
});

import type { Columns } from './table.ts';

/**
 * A table that is only appended to, whose `position` column (1, 2, 3, ...) follows the order of the commits: a reader that
 * asks for what is after the last position it saw never misses a record, whoever writes at the same time.
 * Each engine says beside its code how it keeps that promise.
 */
export interface Log<C extends Columns = Columns> {
  readonly name: string;
  /** Without `position`. */
  readonly columns: C;
}

export const log = <const C extends Columns>(name: string, columns: C): Log<C> => ({ name, columns });

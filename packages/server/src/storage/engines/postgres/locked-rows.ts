import type { LockingSelect } from '../../locking-select.ts';
import type { Update } from '../../statement.ts';
import type { Columns, RowOf } from '../../table.ts';
import type { Row } from './connection.ts';

interface LockedRow {
  readonly query: LockingSelect;
  readonly row: Row;
}

/**
 * The rows that a unit has locked, as it leaves them to the units that queue for them: reading each again would take those
 * a round trip, one after the other.
 */
export class LockedRows {
  readonly #rows = new Map<string, LockedRow>();

  set(id: string, query: LockingSelect, row: Row): void {
    this.#rows.set(id, { query, row });
  }

  /** The row that a query locks; undefined if it has to be read. */
  get<P extends Columns, R extends Columns>(id: string, query: LockingSelect<P, R>): RowOf<R> | undefined {
    const locked = this.#rows.get(id);
    // It was found by this query, which declares the columns of its rows.
    return locked?.query === query ? (locked.row as RowOf<R>) : undefined;
  }

  /** Applies a change that cannot be refused. */
  apply({ table, columns }: Update, values: RowOf<Update['columns']>): void {
    for (const [id, { query, row }] of this.#rows) {
      // The row of another table, or of several ones, may depend on what is changed.
      if (query.row !== table.columns) this.#rows.delete(id);
      else if (query.key?.(values) === id)
        this.set(id, query, {
          ...row,
          ...Object.fromEntries(Object.keys(columns).map((name) => [name, values[name] ?? null])),
        });
    }
  }

  /** After a change that may be refused, or that concerns rows which it does not name. */
  forget(): void {
    this.#rows.clear();
  }
}

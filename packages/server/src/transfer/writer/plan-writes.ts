import type { Reader } from '../../storage/storage.ts';
import type { Columns, RowOf, SqlValue } from '../../storage/table.ts';
import type { TransferRecord } from '../records/kinds.ts';
import type { RecordKind } from '../records/record-kind.ts';
import { TransferError } from '../records/transfer-error.ts';
import { type PlannedRow, planRows } from './plan-rows.ts';

/**
 * Compares records with the rows of their owner, and leaves out those that would give a name, an index or an address to a
 * second object. Checking first spares the transaction an error, except in a race with a server.
 *
 * @param onInvalid is called for each record that cannot be written.
 */
export async function planWrites<C extends Columns>(
  reader: Reader,
  kind: RecordKind<C>,
  owner: SqlValue,
  records: readonly TransferRecord[],
  onInvalid: (error: TransferError) => void,
): Promise<readonly PlannedRow<C>[]> {
  const planned = await planRows(reader, kind, owner, records, onInvalid);
  const { findHolder, unique = [] } = kind;
  if (findHolder === undefined) return planned;
  const holders = await Promise.all(
    planned.map(({ before, after }) => {
      const isClaimed = keyOf(unique, after) !== undefined && keyOf(unique, after) !== keyOf(unique, before);
      return isClaimed ? reader.one(findHolder, after) : undefined;
    }),
  );
  const claimed = new Map<string, string>();
  return planned.filter(({ after }, index) => {
    const key = keyOf(unique, after);
    const sid = String(after['sid']);
    const holder = holders[index]?.sid ?? (key && claimed.get(key)) ?? sid;
    if (holder === sid) {
      if (key !== undefined) claimed.set(key, sid);
      return true;
    }
    const values = unique.map((name) => `${name} ${String(after[name])}`).join(', ');
    onInvalid(new TransferError(`${sid}: ${holder} has ${values} in the target`));
    return false;
  });
}

/** The unique values of a row as one text; undefined if it has none. */
function keyOf<C extends Columns>(
  unique: readonly (keyof C)[],
  row: RowOf<C> | undefined,
): string | undefined {
  const values = unique.map((name) => row?.[name] ?? null);
  return values.includes(null) ? undefined : JSON.stringify(values);
}

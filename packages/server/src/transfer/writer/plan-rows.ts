import { isUnchanged } from '../../rest/row-changes.ts';
import type { Reader } from '../../storage/storage.ts';
import type { Columns, RowOf, SqlValue } from '../../storage/table.ts';
import { completeRow } from '../records/complete-row.ts';
import type { TransferRecord } from '../records/kinds.ts';
import type { RecordKind } from '../records/record-kind.ts';
import { TransferError } from '../records/transfer-error.ts';

/** A row before and after the import. */
export interface PlannedRow<C extends Columns> {
  readonly before: RowOf<C> | undefined;
  readonly after: RowOf<C>;
  readonly change: 'created' | 'updated' | 'unchanged';
}

/**
 * Compares records with the rows of their owner.
 *
 * @param onInvalid is called for a record that the table cannot have.
 */
export async function planRows<C extends Columns>(
  reader: Reader,
  kind: RecordKind<C>,
  owner: SqlValue,
  records: readonly TransferRecord[],
  onInvalid: (error: TransferError, record: TransferRecord) => void,
): Promise<readonly PlannedRow<C>[]> {
  const found = await findRows(reader, kind, owner, records);
  // A list that changes while it is read can have an object on two pages. The last one is the newest.
  const latest = new Map(records.map((record) => [keyOf(kind, record.values), record]));
  return [...latest].flatMap(([key, record]) => {
    try {
      return [planRow(kind, owner, record, found.get(key))];
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      onInvalid(error, record);
      return [];
    }
  });
}

/** @throws TransferError for a record that the table cannot have. */
function planRow<C extends Columns>(
  kind: RecordKind<C>,
  owner: SqlValue,
  { values }: TransferRecord,
  before: RowOf<C> | undefined,
): PlannedRow<C> {
  const after = completeRow(kind, owner, values, before);
  const change = before === undefined ? 'created' : isUnchanged(before, after) ? 'unchanged' : 'updated';
  return { before, after, change };
}

/** The rows that records have in the database, by SID; that of a singleton by the empty text. */
async function findRows<C extends Columns>(
  reader: Reader,
  kind: RecordKind<C>,
  owner: SqlValue,
  records: readonly TransferRecord[],
): Promise<ReadonlyMap<string, RowOf<C>>> {
  const sids = JSON.stringify(records.map(({ values }) => keyOf(kind, values)));
  // Each kind's own query takes an owner of the type of its owner column.
  const rows = await reader.all(kind.find, { owner, sids } as RowOf<typeof kind.find.parameters>);
  return new Map(rows.map((row) => [keyOf(kind, row), row]));
}

const keyOf = ({ isSingleton }: Pick<RecordKind, 'isSingleton'>, values: object): string =>
  !isSingleton && 'sid' in values ? String(values.sid) : '';

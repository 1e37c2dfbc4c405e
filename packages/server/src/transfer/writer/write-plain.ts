import type { Transaction } from '../../storage/storage.ts';
import type { SqlValue } from '../../storage/table.ts';
import { kindOf } from '../records/kinds.ts';
import type { RecordGroup } from './group-records.ts';
import type { OutcomeCounter } from './outcome.ts';
import { planWrites } from './plan-writes.ts';
import { writeRows } from './write-rows.ts';

/** Writes objects whose changes no event reports. */
export async function writePlain(
  transaction: Transaction,
  owner: SqlValue,
  { kind, records }: RecordGroup,
  outcome: OutcomeCounter,
): Promise<void> {
  const definition = kindOf(kind);
  const reject = (error: Error) => outcome.report(error.message);
  const planned = await planWrites(transaction, definition, owner, records, reject);
  for (const { change } of planned) outcome.count(kind, change);
  await writeRows(transaction, definition, planned);
}

import { type Transaction, UniqueViolation } from '../../storage/storage.ts';
import type { Columns } from '../../storage/table.ts';
import { describe } from '../records/complete-row.ts';
import type { RecordKind } from '../records/record-kind.ts';
import { TransferError } from '../records/transfer-error.ts';
import type { PlannedRow } from './plan-rows.ts';

/**
 * Writes the rows that are new or that change.
 *
 * @throws TransferError if another row has a value that must be unique.
 */
export async function writeRows<C extends Columns>(
  transaction: Transaction,
  kind: RecordKind<C>,
  planned: readonly PlannedRow<C>[],
): Promise<void> {
  await Promise.all(
    planned.map(async ({ change, after }) => {
      if (change === 'unchanged') return;
      const isWritten =
        change === 'created'
          ? await transaction.insert(kind.add, after)
          : await transaction.update(kind.set, after).catch(toFalse);
      if (!isWritten)
        throw new TransferError(
          `${describe(kind, after)} (${kind.name}): another object of the target has the same SID, name, index or address`,
        );
    }),
  );
}

function toFalse(error: unknown): false {
  if (error instanceof UniqueViolation) return false;
  throw error;
}

import { TransferError } from '../../transfer/records/transfer-error.ts';
import type { Outcome } from '../../transfer/writer/outcome.ts';

/** @throws TransferError, so that the exit code shows that something is missing. */
export function assertComplete({ problems }: Outcome): void {
  if (problems.length > 0)
    throw new TransferError(`${problems.length} objects could not be imported completely.`);
}

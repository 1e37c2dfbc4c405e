import { TransferError } from '../../transfer/records/transfer-error.ts';
import type { Outcome } from '../../transfer/writer/outcome.ts';

/** @throws TransferError, so that the exit code shows that something is missing. */
export function assertComplete({ problemCount }: Outcome): void {
  if (problemCount > 0) throw new TransferError(`${problemCount} objects could not be imported completely.`);
}

import type { Config } from '../../config/config.ts';
import { openSnapshot } from '../../storage/snapshot.ts';
import { TransferError } from '../../transfer/records/transfer-error.ts';
import type { TransferSource } from '../../transfer/source.ts';
import { type Difference, verifyRecords } from '../../transfer/verify-records.ts';
import type { CommandInput } from '../command.ts';
import { findAccount } from './find-account.ts';

/** More are counted and not shown: an import that did not happen would fill any memory. */
const maxDifferences = 10_000;

/**
 * Compares a source with a snapshot of the target, and prints the objects that differ. A server can run on the target.
 *
 * @throws TransferError if there is a difference.
 */
export async function verify(
  { output, startProgress }: Pick<CommandInput<never>, 'output' | 'startProgress'>,
  config: Config,
  source: TransferSource,
): Promise<void> {
  await using snapshot = await openSnapshot(config.databaseUrl);
  const accountSid = await findAccount(snapshot, config);
  const progress = startProgress('Comparing objects');
  const shown: Difference[] = [];
  let [compared, differing] = [0, 0];
  try {
    const differences = verifyRecords(snapshot, accountSid, source, (count) => {
      compared = count;
      progress.update(count);
    });
    for await (const difference of differences) if (differing++ < maxDifferences) shown.push(difference);
  } finally {
    progress.end();
  }
  const more = differing > shown.length ? [`and ${differing - shown.length} more`] : [];
  const lines = shown.map(({ kind, sid, difference }) => `${sid} (${kind}): ${toText(difference)}`);
  output.result(
    { account_sid: accountSid, compared, differing, differences: shown.map(toJson) },
    differing === 0 ? `${compared} objects, no differences` : [...lines, ...more].join('\n'),
  );
  if (differing > 0) throw new TransferError(`${differing} objects differ.`);
}

const toText = (difference: Difference['difference']): string =>
  typeof difference === 'string' ? difference : difference.join(', ');

const toJson = ({ kind, sid, serviceSid, difference }: Difference) => ({
  kind,
  sid,
  chat_service_sid: serviceSid ?? null,
  difference,
});

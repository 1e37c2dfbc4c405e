import type { ContentStore } from '../media/content/content-store.ts';
import type { KeyedMutex } from '../platform/keyed-mutex.ts';
import type { Storage } from '../storage/storage.ts';
import type { TransferRecord } from './records/kinds.ts';
import type { SourceBatch, TransferSource } from './source.ts';
import { type Outcome, OutcomeCounter } from './writer/outcome.ts';
import { retainMedia, storeMedia } from './writer/store-media.ts';
import { writeBatch } from './writer/write-batch.ts';

/** Records and characters of one transaction: larger ones are not faster, and delay a server on the same database. */
const [maxRecords, maxLength] = [500, 2_000_000];
/** What a slow source has sent is written after this time, so that little is lost when the process is killed. */
const maxAgeMs = 500;

export interface ImportDeps {
  readonly storage: Storage;
  readonly media: ContentStore;
  readonly accountSid: string;
  readonly now: () => number;
  /** Shared by imports that run at the same time. */
  readonly mutex?: KeyedMutex;
}

interface ImportListener {
  /** Called with what has been imported so far. */
  readonly onProgress?: (outcome: Outcome, records: number) => void;
  /** Called with conversations whose last records are on disk. */
  readonly onCompleted?: (conversationSids: readonly string[]) => Promise<void>;
  /** Ends the import after the current transaction, with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/**
 * Imports everything that a source has. It can be ended at any time and run again: each transaction leaves a database
 * that a server can use, and what is there already is not written again.
 *
 * @throws TransferError for data that contradicts the target's, and the errors of the source and the storage.
 */
export async function importRecords(
  deps: ImportDeps,
  source: TransferSource,
  { onProgress, onCompleted, signal }: ImportListener = {},
): Promise<Outcome> {
  const total = new OutcomeCounter();
  let count = 0;
  for await (const { records, completed } of collect(source.batches())) {
    signal?.throwIfAborted();
    const work = () => importBatch(deps, source, records);
    total.add(await (deps.mutex === undefined ? work() : deps.mutex.run('import', work)));
    count += records.length;
    onProgress?.(total, count);
    if (completed.length > 0) await onCompleted?.(completed);
  }
  return total;
}

async function importBatch(
  deps: ImportDeps,
  source: TransferSource,
  records: readonly TransferRecord[],
): Promise<Outcome> {
  const { storage, accountSid, now } = deps;
  const prepared = await storeMedia(deps, source, records);
  const outcome = new OutcomeCounter();
  for (const problem of prepared.problems) outcome.report(problem);
  const written = await storage.background.write(async (transaction) => {
    await retainMedia(transaction, prepared.stored);
    return writeBatch(transaction, { accountSid, now: now() }, prepared.records);
  });
  outcome.add(written);
  return outcome;
}

/** Joins small batches, of which an API's pages make many. */
async function* collect(batches: AsyncIterable<SourceBatch>) {
  let records: TransferRecord[] = [];
  let completed: string[] = [];
  let length = 0;
  let startedAt = performance.now();
  for await (const batch of batches) {
    for (const record of batch.records) {
      records.push(record);
      length += lengthOf(record);
      if (records.length < maxRecords && length < maxLength) continue;
      yield { records, completed };
      [records, completed, length, startedAt] = [[], [], 0, performance.now()];
    }
    if (batch.completed !== undefined) completed.push(batch.completed);
    if (performance.now() - startedAt < maxAgeMs) continue;
    yield { records, completed };
    [records, completed, length, startedAt] = [[], [], 0, performance.now()];
  }
  if (records.length + completed.length > 0) yield { records, completed };
}

const lengthOf = ({ values }: TransferRecord): number =>
  Object.values(values).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 8),
    0,
  );

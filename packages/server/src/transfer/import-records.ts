import type { ContentStore } from '../media/content/content-store.ts';
import type { KeyedMutex } from '../platform/keyed-mutex.ts';
import type { Storage } from '../storage/storage.ts';
import type { TransferRecord } from './records/kinds.ts';
import type { RemovedObject } from './removed-object.ts';
import type { SourceBatch, TransferSource } from './source.ts';
import { type Outcome, OutcomeCounter } from './writer/outcome.ts';
import { removeObject } from './writer/remove-object.ts';
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
  for await (const { records, completed, removed } of collect(source.batches())) {
    signal?.throwIfAborted();
    const work = () => importBatch(deps, source, records, removed);
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
  removed: readonly RemovedObject[],
): Promise<Outcome> {
  const { storage, accountSid, now } = deps;
  const prepared = await storeMedia(deps, source, records);
  const outcome = new OutcomeCounter();
  for (const problem of prepared.problems) outcome.report(problem);
  const written = await storage.background.write(async (transaction) => {
    const target = { accountSid, now: now() };
    await retainMedia(transaction, prepared.stored);
    const results: boolean[] = [];
    // First, so that what has replaced a deleted object can have its name.
    for (const each of removed) results.push(await removeObject(transaction, target, each));
    const counts = await writeBatch(transaction, target, prepared.records);
    return { counts, removedCount: results.filter(Boolean).length };
  });
  outcome.add(written.counts);
  outcome.removedCount += written.removedCount;
  return outcome;
}

/** Joins small batches, of which an API's pages make many. */
async function* collect(batches: AsyncIterable<SourceBatch>) {
  let records: TransferRecord[] = [];
  let completed: string[] = [];
  let removed: RemovedObject[] = [];
  let length = 0;
  let startedAt = performance.now();
  const take = () => {
    const taken = { records, completed, removed };
    [records, completed, removed, length, startedAt] = [[], [], [], 0, performance.now()];
    return taken;
  };
  for await (const batch of batches) {
    for (const record of batch.records) {
      records.push(record);
      length += lengthOf(record);
      if (records.length < maxRecords && length < maxLength) continue;
      yield take();
    }
    if (batch.removed !== undefined) {
      // What was read before the deletion is written before it.
      if (records.length > 0) yield take();
      removed.push(batch.removed);
    }
    if (batch.completed !== undefined) completed.push(batch.completed);
    if (performance.now() - startedAt < maxAgeMs) continue;
    yield take();
  }
  if (records.length + completed.length + removed.length > 0) yield take();
}

const lengthOf = ({ values }: TransferRecord): number =>
  Object.values(values).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 8),
    0,
  );

import type { TransferRecord } from './records/kinds.ts';
import type { RemovedObject } from './removed-object.ts';

/** Records that a source has read together. A batch has what its records refer to, unless an earlier one had it. */
export interface SourceBatch {
  readonly records: readonly TransferRecord[];
  /** SID of a conversation of which this batch has the last records. */
  readonly completed?: string;
  /** What the source has deleted. Only a batch of changes has it. */
  readonly removed?: RemovedObject;
}

/** Where an import comes from: files, or a server. */
export interface TransferSource {
  /** Reads everything, in memory of a fixed size. */
  batches(): AsyncIterable<SourceBatch>;
  /** The content of media; undefined if the source has it no longer. */
  openMedia(record: TransferRecord): Promise<AsyncIterable<Uint8Array> | undefined>;
}

import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type KindName, kindNames, type TransferRecord } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';
import type { SourceBatch, TransferSource } from '../source.ts';
import { decodeLine } from './line.ts';
import type { Manifest } from './manifest.ts';
import { readLines } from './read-lines.ts';
import { fileOfKind, mediaFile } from './write-export.ts';

const batchSize = 100;

/**
 * The files of an export as a source.
 *
 * @param counts the lines that each file must have, so that a copy that lacks some is not taken for a complete one. A kind
 *   without a count may have no file.
 */
export const createNdjsonSource = (folder: string, counts: Manifest['counts']): TransferSource => ({
  async *batches() {
    for (const kind of kindNames) {
      const file = fileOfKind(folder, kind);
      const count = existsSync(file) ? yield* batchesOf(file, kind) : 0;
      const expected = counts[kind] ?? count;
      if (count !== expected)
        throw new TransferError(
          `${file} has ${count} lines of ${expected}: the export has not been copied completely`,
        );
    }
  },
  async openMedia({ values }) {
    const sid = String(values['sid']);
    // It becomes a part of a path.
    if (!/^ME[0-9a-f]{32}$/.test(sid)) return undefined;
    const file = await open(mediaFile(folder, sid)).catch(() => undefined);
    return file?.createReadStream();
  },
});

/** Returns the number of records. */
async function* batchesOf(file: string, kind: KindName): AsyncGenerator<SourceBatch, number> {
  let count = 0;
  let records: TransferRecord[] = [];
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    if (line.trim() === '') continue;
    count++;
    records.push(decode(kind, line, `${file}:${number}`));
    if (records.length < batchSize) continue;
    yield { records };
    records = [];
  }
  yield { records };
  return count;
}

function decode(kind: KindName, line: string, place: string): TransferRecord {
  try {
    return decodeLine(kind, line);
  } catch (error) {
    throw error instanceof TransferError
      ? new TransferError(`${place} ${error.message}`, { cause: error })
      : error;
  }
}

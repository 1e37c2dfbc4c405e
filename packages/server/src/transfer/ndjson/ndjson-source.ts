import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type KindName, kindNames, type TransferRecord } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';
import type { SourceBatch, TransferSource } from '../source.ts';
import { decodeLine } from './line.ts';
import { readLines } from './read-lines.ts';
import { fileOfKind, mediaFile } from './write-export.ts';

const batchSize = 100;

/** The files of an export as a source. A kind without a file has no objects. */
export const createNdjsonSource = (folder: string): TransferSource => ({
  async *batches() {
    for (const kind of kindNames) if (existsSync(fileOfKind(folder, kind))) yield* batchesOf(folder, kind);
  },
  async openMedia({ values }) {
    const sid = String(values['sid']);
    // It becomes a part of a path.
    if (!/^ME[0-9a-f]{32}$/.test(sid)) return undefined;
    const file = await open(mediaFile(folder, sid)).catch(() => undefined);
    return file?.createReadStream();
  },
});

async function* batchesOf(folder: string, kind: KindName): AsyncGenerator<SourceBatch> {
  const file = fileOfKind(folder, kind);
  let records: TransferRecord[] = [];
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    if (line.trim() !== '') records.push(decode(kind, line, `${file}:${number}`));
    if (records.length < batchSize) continue;
    yield { records };
    records = [];
  }
  yield { records };
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

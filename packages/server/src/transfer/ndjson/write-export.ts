import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import type { ContentStore } from '../../media/content/content-store.ts';
import type { Reader } from '../../storage/storage.ts';
import { type KindName, kindNames, type TransferRecord } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';
import { type ExportRequest, exportRecords } from './export-records.ts';
import { encodeLine } from './line.ts';
import { type Manifest, writeManifest } from './manifest.ts';

export const fileOfKind = (folder: string, kind: KindName): string => join(folder, `${kind}.ndjson`);
export const mediaFile = (folder: string, sid: string): string => join(folder, 'media', sid);

/** What an export has written. */
export interface ExportResult {
  readonly counts: Manifest['counts'];
  /** SIDs of media whose content is not in the content store. */
  readonly withoutContent: readonly string[];
}

/**
 * Writes records to one file for each kind, and the content of media beside them. Only their owner may read the files.
 *
 * @param folder is created if it does not exist.
 * @throws TransferError for a folder that is not empty.
 */
export async function writeExport(
  reader: Reader,
  media: Pick<ContentStore, 'open'>,
  folder: string,
  request: ExportRequest,
  onProgress: (records: number) => void,
): Promise<ExportResult> {
  await mkdir(join(folder), { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new TransferError(`${folder} is not empty`);
  await mkdir(join(folder, 'media'), { mode: 0o700 });
  const files = new Map(
    kindNames.map((kind) => [
      kind,
      createWriteStream(fileOfKind(folder, kind), { mode: 0o600, flags: 'wx' }),
    ]),
  );
  const counts = new Map<KindName, number>();
  const withoutContent: string[] = [];
  let total = 0;
  for await (const records of exportRecords(reader, request)) {
    for (const record of records) {
      const file = files.get(record.kind);
      if (file !== undefined) await writeLine(file, encodeLine(record));
      counts.set(record.kind, (counts.get(record.kind) ?? 0) + 1);
      if (record.kind === 'media' && !(await copyContent(media, folder, record)))
        withoutContent.push(String(record.values['sid']));
      onProgress(++total);
    }
  }
  await Promise.all(
    [...files.values()].map((file) => {
      file.end();
      return finished(file);
    }),
  );
  const numbers = Object.fromEntries(kindNames.map((kind) => [kind, counts.get(kind) ?? 0]));
  await writeManifest(folder, numbers);
  return { counts: numbers, withoutContent };
}

async function writeLine(file: WriteStream, line: string): Promise<void> {
  if (!file.write(`${line}\n`)) await once(file, 'drain');
}

/** False when there is no such content. */
async function copyContent(
  media: Pick<ContentStore, 'open'>,
  folder: string,
  { values }: TransferRecord,
): Promise<boolean> {
  const sid = String(values['sid']);
  const content = await media.open(sid);
  if (content === undefined) return false;
  await pipeline(content, createWriteStream(mediaFile(folder, sid), { mode: 0o600, flags: 'wx' }));
  return true;
}

import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ContentStore } from '../../media/content/content-store.ts';
import { errorReason } from '../../platform/error-reason.ts';
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
 * @throws TransferError for a folder that is not empty, or cannot be created.
 */
export async function writeExport(
  reader: Reader,
  media: Pick<ContentStore, 'open'>,
  folder: string,
  request: ExportRequest,
  onProgress: (records: number) => void,
): Promise<ExportResult> {
  await createFolder(folder);
  await using opened = new AsyncDisposableStack();
  const files = new Map<KindName, FileHandle>();
  for (const kind of kindNames)
    files.set(kind, opened.use(await open(fileOfKind(folder, kind), 'wx', 0o600)));
  const counts = new Map<KindName, number>();
  const withoutContent: string[] = [];
  let total = 0;
  for await (const records of exportRecords(reader, request)) {
    for (const [kind, ofKind] of Map.groupBy(records, (record) => record.kind)) {
      await files.get(kind)?.appendFile(ofKind.map((record) => `${encodeLine(record)}\n`).join(''));
      counts.set(kind, (counts.get(kind) ?? 0) + ofKind.length);
      if (kind === 'media')
        for (const record of ofKind)
          if (!(await copyContent(media, folder, record))) withoutContent.push(String(record.values['sid']));
      total += ofKind.length;
      onProgress(total);
    }
  }
  // The manifest says that the others are complete, so they are on disk before it.
  for (const file of files.values()) await file.sync();
  const numbers = Object.fromEntries(kindNames.map((kind) => [kind, counts.get(kind) ?? 0]));
  await writeManifest(folder, numbers);
  return { counts: numbers, withoutContent };
}

async function createFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0) throw new TransferError(`${folder} is not empty`);
    await mkdir(join(folder, 'media'), { mode: 0o700 });
  } catch (error) {
    throw error instanceof TransferError ? error : new TransferError(errorReason(error), { cause: error });
  }
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

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KindName, kindNames } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';

/** What an export has. It is written last, so that an export that was interrupted is not taken for a complete one. */
export interface Manifest {
  readonly format: 'colloquy-export';
  readonly version: 1;
  /** Lines of each file. */
  readonly counts: Readonly<Partial<Record<KindName, number>>>;
}

const fileIn = (folder: string): string => join(folder, 'manifest.json');

export const writeManifest = (folder: string, counts: Manifest['counts']): Promise<void> => {
  const manifest: Manifest = { format: 'colloquy-export', version: 1, counts };
  return writeFile(fileIn(folder), `${JSON.stringify(manifest, undefined, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
};

/** @throws TransferError for a folder that has no complete export of this version. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => {
    throw new TransferError(`${folder} has no complete export: there is no manifest.json in it`);
  });
  const value = parse(text);
  if (
    typeof value !== 'object' ||
    value === null ||
    !('format' in value) ||
    value.format !== 'colloquy-export'
  )
    throw new TransferError(`${fileIn(folder)} is not of an export`);
  if (!('version' in value) || value.version !== 1)
    throw new TransferError(`${fileIn(folder)} is of another version of exports than this program knows`);
  const counts: unknown = 'counts' in value ? value.counts : undefined;
  const known = typeof counts === 'object' && counts !== null ? new Map(Object.entries(counts)) : new Map();
  const numbers = kindNames.flatMap((name) =>
    Number.isSafeInteger(known.get(name)) ? [[name, known.get(name)]] : [],
  );
  return { format: 'colloquy-export', version: 1, counts: Object.fromEntries(numbers) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

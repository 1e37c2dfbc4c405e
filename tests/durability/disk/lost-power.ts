import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Entry, kinds } from './trace.ts';

/** What a disk writes at once: a write that is longer can be torn between two of these. */
const sectorBytes = 512;

/** The fate of what was not synced: nothing of it is left, all is, or some of it, also parts of writes. */
export const fates = ['dropped', 'kept', 'mixed', 'torn'] as const;
export type Fate = (typeof fates)[number];

/**
 * Creates the files that a disk may hold when the power fails after the first `count` entries of a trace: what syncs had
 * finished, and of the rest what `fate` says.
 *
 * @param flip decides about one write, or one sector of it.
 * @param recorded the folder of the trace.
 * @param folder gets the files.
 */
export function createStateAfterPowerLoss(
  trace: readonly Entry[],
  count: number,
  fate: Fate,
  flip: () => boolean,
  { recorded, folder }: { readonly recorded: string; readonly folder: string },
): void {
  const entries = trace.slice(0, count);
  const syncedUntil = findSyncs(entries);
  const survives = (path: string, index: number): boolean =>
    index < (syncedUntil.get(path) ?? 0) || fate === 'kept' || (fate !== 'dropped' && flip());
  const files = new Map<string, FileContent>();
  const folders = new Set([recorded]);

  for (const [index, { kind, path, offset, data }] of entries.entries()) {
    const file = files.get(path);
    if (kind === kinds.written) {
      const isTorn = fate === 'torn' && index >= (syncedUntil.get(path) ?? 0);
      if (isTorn) for (const [at, sector] of sectorsOf(offset, data)) if (flip()) file?.write(at, sector);
      if (!isTorn && survives(path, index)) file?.write(offset, data);
    } else if (kind === kinds.truncated) {
      if (survives(path, index)) file?.truncate(offset);
    } else if (kind === kinds.created || kind === kinds.removed || kind === kinds.renamed) {
      // A sync of a folder makes the names in it durable; a sync of a file does not.
      if (!survives(dirname(path), index)) continue;
      if (kind === kinds.created && offset === 1) folders.add(path);
      else if (kind === kinds.created) files.set(path, file ?? new FileContent());
      else files.delete(path);
      if (kind === kinds.renamed && file !== undefined) files.set(data.toString(), file);
    }
  }

  for (const each of folders) mkdirSync(join(folder, relative(recorded, each)), { recursive: true });
  // With the name of its folder, a file is lost too.
  for (const [path, content] of files)
    if (folders.has(dirname(path))) writeFileSync(join(folder, relative(recorded, path)), content.bytes());
}

/** For each path, the index of the last entry at which a sync began that has ended: it covers all entries before. */
function findSyncs(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const begun = new Map<number, number>();
  const covered = new Map<string, number>();
  for (const [index, { kind, path, offset }] of entries.entries()) {
    if (kind === kinds.syncBegun) begun.set(offset, index);
    if (kind === kinds.syncEnded) covered.set(path, Math.max(covered.get(path) ?? 0, begun.get(offset) ?? 0));
  }
  return covered;
}

/** The parts of a write that a disk writes at once. */
function* sectorsOf(offset: number, data: Buffer): Generator<[at: number, sector: Buffer]> {
  for (let from = 0; from < data.length; ) {
    const to = Math.min(data.length, from + sectorBytes - ((offset + from) % sectorBytes));
    yield [offset + from, data.subarray(from, to)];
    from = to;
  }
}

class FileContent {
  #buffer = Buffer.alloc(1 << 16);
  #length = 0;

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  write(offset: number, data: Buffer): void {
    this.#extend(offset + data.length);
    data.copy(this.#buffer, offset);
  }

  truncate(length: number): void {
    if (length < this.#length) this.#buffer.fill(0, length, this.#length);
    this.#extend(length);
    this.#length = length;
  }

  #extend(length: number): void {
    if (length > this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer, Buffer.alloc(length)]);
    this.#length = Math.max(this.#length, length);
  }
}

import { existsSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { readLines } from '../ndjson/read-lines.ts';
import { TransferError } from '../records/transfer-error.ts';

/**
 * The conversations that an import has completed, in a file, so that an import that was interrupted does not read them
 * again. It only saves requests: without it, an import finds the same objects unchanged.
 */
export interface Journal {
  /** The conversations that earlier imports have completed. */
  readonly completed: ReadonlySet<string>;
  /** Adds conversations whose last records are on disk. */
  add(conversationSids: readonly string[]): Promise<void>;
  /** Ends the import: the next one reads everything. */
  remove(): Promise<void>;
}

const headerPrefix = 'colloquy-import ';

/**
 * Opens a journal, which may be of an import that was interrupted.
 *
 * @param id says which source is imported where. In another database, the conversations may be missing.
 * @throws TransferError for a file that is not a journal of the same import.
 */
export async function openJournal(file: string, id: string): Promise<Journal> {
  const header = headerPrefix + id;
  const completed = new Set<string>();
  let found: string | undefined;
  if (existsSync(file))
    for await (const line of readLines(file)) {
      found ??= line;
      if (found !== header) throw new TransferError(explainHeader(file, found));
      // The last line may be a part of one.
      if (/^CH[0-9a-f]{32}$/.test(line)) completed.add(line);
    }
  let isNew = found === undefined;
  return {
    completed,
    async add(sids) {
      await appendFile(file, `${isNew ? header : ''}\n${sids.join('\n')}\n`, { mode: 0o600 });
      isNew = false;
    },
    remove: () => rm(file, { force: true }),
  };
}

const explainHeader = (file: string, header: string): string =>
  header.startsWith(headerPrefix)
    ? `${file} is of an interrupted import from another source, or into another database. Delete it, or name another --journal.`
    : `${file} is not a journal of an import. Name another --journal.`;

import { existsSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { readLines } from '../ndjson/read-lines.ts';

/**
 * The conversations that an import has completed, in a file, so that an import that was interrupted does not read them
 * again. It only saves requests: without it, an import finds the same objects unchanged.
 */
export interface Journal {
  has(conversationSid: string): boolean;
  /** Adds conversations whose last records are on disk. */
  add(conversationSids: readonly string[]): Promise<void>;
  /** Ends the import: the next one reads everything. */
  remove(): Promise<void>;
}

/** Opens a journal, which may be of an import that was interrupted. */
export async function openJournal(file: string): Promise<Journal> {
  const completed = new Set<string>();
  // The last line may be a part of one.
  if (existsSync(file))
    for await (const line of readLines(file)) if (/^CH[0-9a-f]{32}$/.test(line)) completed.add(line);
  return {
    has: (sid) => completed.has(sid),
    add: (sids) => appendFile(file, `\n${sids.join('\n')}\n`, { mode: 0o600 }),
    remove: () => rm(file, { force: true }),
  };
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { serializeEntry } from '../../admin/audit/serialize-entry.ts';
import { emptyHead } from '../../audit/chain.ts';
import { parseConfig } from '../../config/config.ts';
import type { Instant } from '../../platform/instant.ts';
import { openSnapshot } from '../../storage/snapshot.ts';
import type { Reader } from '../../storage/storage.ts';
import type { CommandInput } from '../command.ts';
import { parseSince } from './parse-since.ts';
import { readEntries } from './read-entries.ts';

/** `colloquy audit export FILE`: writes the entries that are in the chain, oldest first, one per line. */
export async function exportLog(
  { settings, flags, output }: CommandInput<'since'>,
  file: string,
): Promise<void> {
  const since = parseSince(flags.since);
  const { databaseUrl } = parseConfig(settings);
  await using snapshot = await openSnapshot(databaseUrl);
  let count = 0;
  const lines = async function* () {
    for await (const line of exportLines(snapshot, since)) {
      count++;
      yield line;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600 }));
  output.result({ file, entries: count }, `Wrote ${file} with ${count.toLocaleString('en')} entries.`);
}

/** The lines of an export, without gaps: every entry that follows the first one since a time. */
async function* exportLines(reader: Reader, since: Instant): AsyncGenerator<string, void> {
  let previousHash = emptyHead.hash;
  let hasBegun = false;
  for await (const entry of readEntries(reader)) {
    if (entry.hash === null) return;
    hasBegun ||= entry.time >= since;
    if (hasBegun) yield `${JSON.stringify({ ...serializeEntry(entry), previous_hash: previousHash })}\n`;
    previousHash = entry.hash;
  }
}

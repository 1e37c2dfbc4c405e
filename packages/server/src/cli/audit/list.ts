import { escapeControls } from '@colloquy/contract';
import { serializeEntry } from '../../admin/audit/serialize-entry.ts';
import { type ChainedEntry, findNewestEntries } from '../../audit/audit-log.ts';
import { parseConfig } from '../../config/config.ts';
import { openSnapshot } from '../../storage/snapshot.ts';
import type { CommandInput } from '../command.ts';
import { parseLimit } from '../parse-limit.ts';
import { formatTable } from '../terminal/format-table.ts';
import { parseSince } from './parse-since.ts';

/** `colloquy audit list`: the entries of all accounts, newest first. */
export async function listEntries(input: CommandInput<'since' | 'limit'>): Promise<void> {
  const { flags, output } = input;
  const [since, limit] = [parseSince(flags.since), parseLimit(flags.limit)];
  const { databaseUrl } = parseConfig(input.settings);
  await using snapshot = await openSnapshot(databaseUrl);
  // One more than is printed, to find out whether there are more.
  const found = await snapshot.all(findNewestEntries, {
    before: Number.MAX_SAFE_INTEGER,
    since,
    limit: limit + 1,
  });
  const listed = found.slice(0, limit);
  output.result(
    listed.map(serializeEntry),
    listed.length === 0 ? 'The audit log has no such entries.' : formatEntries(listed),
  );
  if (found.length > limit) output.note('\nThere are more. Raise --limit to see them.');
}

const formatEntries = (entries: readonly ChainedEntry[]): string =>
  formatTable([
    ['POSITION', 'TIME (UTC)', 'WHAT', 'OBJECT', 'BY', 'FROM', 'COUNT'],
    ...entries.map((entry) => [
      String(entry.position),
      entry.time.slice(0, 19).replace('T', ' '),
      what(entry),
      entry.object_sid ?? '-',
      // Anyone who can write to the database can put anything there.
      escapeControls(entry.actor ?? '-'),
      escapeControls(entry.address ?? '-'),
      String(entry.count),
    ]),
  ]);

const what = ({ kind, operation, error_code }: ChainedEntry): string => {
  if (kind !== 'act') return kind === 'use' ? 'credential used' : 'credential refused';
  return escapeControls(`${operation ?? '-'}${error_code === null ? '' : `, refused (${error_code})`}`);
};

import { existsSync } from 'node:fs';
import { quote } from '@colloquy/contract';
import { AuditError } from '../../audit/audit-error.ts';
import type { ChainHead } from '../../audit/chain.ts';
import { chainKey, findChain } from '../../audit/chain-store.ts';
import { type ChainBreak, type Verified, verifyChain } from '../../audit/verify-chain.ts';
import { parseConfig } from '../../config/config.ts';
import { ConfigError, UsageError } from '../../config/config-error.ts';
import { openSnapshot } from '../../storage/snapshot.ts';
import type { CommandInput } from '../command.ts';
import { readExport } from './export-file.ts';
import { readEntries } from './read-entries.ts';

/**
 * `colloquy audit verify [FILE]`: verifies the audit log of the database, or of an export.
 *
 * @throws AuditError that names the first entry that does not fit.
 */
export async function verifyLog(
  { settings, flags, output }: CommandInput<'expect'>,
  file: string,
): Promise<void> {
  const known = flags.expect === undefined ? [] : [parseHead(flags.expect)];
  const verified =
    file === ''
      ? await verifyDatabase(parseConfig(settings).databaseUrl, known)
      : await verifyExport(file, known);
  if ('reason' in verified) throw new AuditError(verified);
  const { head, position } = verified;
  const waiting = position - head.position;
  const shown = `${head.position}:${head.hash}`;
  output.result(
    { head: shown, entries: head.position, not_chained_yet: waiting },
    `All entries fit, up to ${head.position}. The head of the chain is

  ${shown}

Keep it elsewhere and pass it with --expect next time.${
      waiting === 0 ? '' : `\nNew entries that are not in the chain yet: ${waiting}.`
    }`,
  );
}

async function verifyDatabase(url: string, known: readonly ChainHead[]): Promise<Verified | ChainBreak> {
  await using snapshot = await openSnapshot(url);
  const stored = await snapshot.one(findChain, chainKey);
  // The snapshot is closed when this returns.
  return await verifyChain(readEntries(snapshot), stored === undefined ? known : [...known, stored]);
}

function verifyExport(file: string, known: readonly ChainHead[]): Promise<Verified | ChainBreak> {
  if (!existsSync(file)) throw new ConfigError(`There is no export ${file}.`);
  return verifyChain(readExport(file), known);
}

function parseHead(text: string): ChainHead {
  const [, position = '', hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === '')
    throw new UsageError(
      `--expect takes a head as audit verify prints it, POSITION:HASH, not ${quote(text)}.`,
    );
  return { position: Number(position), hash };
}

import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { printsJson } from './shared-flags.ts';

const settings = ['databaseUrl'] as const;

const since = { since: ['DATE', 'Only entries of this ISO 8601 time or later.'] } as const;

/** Adds the commands that read the audit log of a database, also while a server runs. */
export function addAuditCommands(program: TerminalCommand): void {
  const audit = addGroup(
    program,
    'audit',
    'list, verify and export the audit log of the database',
    'audit verify',
  );
  addCommand(audit, {
    usage: 'list',
    summary: 'list entries, newest first',
    example: 'audit list --since 2026-01-01',
    flags: { ...since, limit: ['NUMBER', 'Maximum number of entries. Default: 20.'] },
    json: printsJson,
    settings,
    run: async (input) => (await import('../audit/list.ts')).listEntries(input),
  });
  addCommand(audit, {
    usage: 'verify [FILE]',
    summary: 'check that no entry was changed, removed or inserted',
    example: 'audit verify --expect 1041:5f2a00c1b7d94e3f8a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b',
    notes:
      'Prints the head of the chain. Keep it elsewhere and pass it with --expect: whoever can write to the database can also compute a new chain, but not one with this entry. With a FILE, checks an export.',
    flags: { expect: ['HEAD', 'A head that an earlier verification has printed: POSITION:HASH.'] },
    json: printsJson,
    settings,
    run: async (input, file) => (await import('../audit/verify.ts')).verifyLog(input, file),
  });
  addCommand(audit, {
    usage: 'export <FILE>',
    summary: 'write all entries to an NDJSON file, with their hashes',
    example: 'audit export audit.ndjson',
    flags: since,
    json: printsJson,
    settings,
    run: async (input, file) => (await import('../audit/export.ts')).exportLog(input, file),
  });
}

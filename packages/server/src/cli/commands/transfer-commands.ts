import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { printsJson } from './shared-flags.ts';

const settings = ['databaseUrl', 'mediaUrl', 'accountSid', 'authToken'] as const;

/** Adds the commands that take data out of a database and into one. */
export function addTransferCommands(program: TerminalCommand): void {
  addCommand(program, {
    usage: 'export <FOLDER>',
    summary: 'write what an account has to NDJSON files, also while the server runs',
    example: 'export backup/friday --service IS0123456789abcdef0123456789abcdef',
    flags: {
      service: ['IS...', 'Only this service. Leaves out what belongs to the whole account.'],
      conversation: ['CH...', 'Only this conversation, with its users.'],
      identity: ['NAME', 'Only conversations with this participant on chat.'],
      address: ['ADDRESS', 'Only conversations with a participant who has this address, such as +15550100.'],
      secrets: ['', 'Also API keys, and the secrets of push credentials.'],
    },
    json: printsJson,
    settings,
    run: async (input, folder) => (await import('../transfer/export.ts')).exportData(input, folder),
  });
  const imports = addGroup(
    program,
    'import',
    'import data with its SIDs, dates and indexes',
    'import ndjson backup/friday',
  );
  imports.notes = 'An import writes to the database of the settings. On a SQLite file, no server may run.';
  addCommand(imports, {
    usage: 'ndjson <FOLDER>',
    summary: 'import what colloquy export has written',
    example: 'import ndjson backup/friday --database-url postgres://colloquy@localhost/colloquy',
    json: printsJson,
    settings,
    run: async (input, folder) => (await import('../transfer/import-ndjson.ts')).importNdjson(input, folder),
  });
}

import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { printsJson } from './shared-flags.ts';
import { mirrorFlags, sourceFlags } from './source-flags.ts';

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
  addCommand(imports, {
    usage: 'twilio',
    summary: 'import from the hosted API, or from a server that speaks it',
    example:
      'import twilio --source-account-sid AC0123456789abcdef0123456789abcdef --source-auth-token TOKEN',
    notes: 'Interrupt it and run it again at any time: it continues. It reads only, and calls no webhooks.',
    flags: {
      ...sourceFlags,
      ...mirrorFlags,
      verify: ['', 'Import nothing: print what differs between the source and the database.'],
      journal: [
        'FILE',
        'Where the completed conversations are noted. Default: colloquy-import-AC....journal in this folder.',
      ],
    },
    lists: { service: ['IS...', 'Only this service. Leaves out what belongs to the whole account.'] },
    json: printsJson,
    settings,
    run: async (input) => (await import('../transfer/import-twilio.ts')).importTwilio(input),
  });
}

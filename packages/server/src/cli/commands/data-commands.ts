import { addCommand } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { confirmed, connectionSettings, optionalUrl, printsJson } from './shared-flags.ts';

/** Adds the commands that change all of a database. */
export function addDataCommands(program: TerminalCommand): void {
  addCommand(program, {
    usage: 'seed <FILE>',
    summary: 'create what a YAML or JSON file describes, and keep what exists',
    example: 'seed seed.yaml',
    flags: optionalUrl,
    json: 'Print the numbers as JSON.',
    settings: connectionSettings,
    run: async (input, file) => (await import('../data/seed.ts')).seed(input, file),
  });
  addCommand(program, {
    usage: 'dump <FILE>',
    summary: 'write a seed file, YAML or JSON, with what the database contains',
    example: 'dump seed.yaml',
    notes: `A dump has what a seed can have: not the content of media, events, deliveries, API keys or the credentials of push
services. For those, use colloquy backup.`,
    flags: { ...optionalUrl, ...confirmed },
    json: 'Print the numbers as JSON.',
    settings: connectionSettings,
    run: async (input, file) => (await import('../data/dump.ts')).dump(input, file),
  });
  addCommand(program, {
    usage: 'backup <FILE>',
    summary: 'copy the database and its media, also while the server runs',
    example: 'backup backup/colloquy.db',
    notes: 'The content of media goes to FILE.media, unless it is in a bucket.',
    json: printsJson,
    settings: ['databaseUrl', 'mediaUrl'],
    run: async (input, file) => (await import('../data/backup.ts')).backUp(input, file),
  });
  addCommand(program, {
    usage: 'restore <FILE>',
    summary: 'replace the database and its media by a backup, while no server runs',
    example: 'restore backup/colloquy.db --yes',
    flags: confirmed,
    json: printsJson,
    settings: ['databaseUrl', 'mediaUrl'],
    run: async (input, file) => (await import('../data/restore.ts')).restore(input, file),
  });
  addCommand(program, {
    usage: 'reset',
    summary: 'remove everything except accounts and API keys',
    example: 'reset --yes',
    flags: { ...optionalUrl, ...confirmed },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../data/reset.ts')).reset(input),
  });
  addCommand(program, {
    usage: 'migrate',
    summary: 'migrate the database to the current schema',
    example: 'migrate --database-url postgres://colloquy@localhost/colloquy',
    json: printsJson,
    settings: ['databaseUrl'],
    run: async (input) => (await import('../data/migrate.ts')).migrate(input),
  });
}

import { addCommand } from '../command.ts';
import type { TerminalCommand } from '../terminal-command.ts';
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
    run: async (input, file) => (await import('../seed.ts')).seed(input, file),
  });
  addCommand(program, {
    usage: 'reset',
    summary: 'remove everything except accounts and API keys',
    example: 'reset --yes',
    flags: { ...optionalUrl, ...confirmed },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../reset.ts')).reset(input),
  });
  addCommand(program, {
    usage: 'migrate',
    summary: 'migrate the database to the current schema',
    example: 'migrate --database-url postgres://colloquy@localhost/colloquy',
    json: printsJson,
    settings: ['databaseUrl'],
    run: async (input) => (await import('../migrate.ts')).migrate(input),
  });
}

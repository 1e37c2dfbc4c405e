import { version } from '../version.ts';
import { addAccountCommands } from './commands/account-commands.ts';
import { addAuditCommands } from './commands/audit-commands.ts';
import { addCompletionCommands } from './commands/completion-commands.ts';
import { addDataCommands } from './commands/data-commands.ts';
import { addErasureCommands } from './commands/erasure-commands.ts';
import { addRetentionCommands } from './commands/retention-commands.ts';
import { addSearchCommands } from './commands/search-commands.ts';
import { addServerCommands } from './commands/server-commands.ts';
import { connectionSettings, sharedUrl } from './commands/shared-flags.ts';
import { addTestCommands } from './commands/test-commands.ts';
import { addTransferCommands } from './commands/transfer-commands.ts';
import { addWebhookCommands } from './commands/webhook-commands.ts';
import { addResourceCommands } from './resources/add-resource-commands.ts';
import { describeMainSettings, helpFormat } from './terminal/help-format.ts';
import type { Terminal } from './terminal/terminal.ts';
import { TerminalCommand } from './terminal/terminal-command.ts';

/**
 * The command line. Parsing throws a CommanderError for a usage error, and after it printed the help or the version;
 * otherwise what the command throws.
 */
export function createProgram(terminal: Terminal): TerminalCommand {
  const program = new TerminalCommand(terminal, 'colloquy')
    .description('A self-hosted server for the Twilio Conversations v1 API.')
    .version(version, '-v, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .exitOverride()
    .configureOutput({ writeOut: terminal.print, writeErr: () => {} })
    .configureHelp(helpFormat);
  program.notes = describeMainSettings();
  program.example = 'serve --port 3000';
  program.command('version', { hidden: true }).action(() => terminal.print(`${version}\n`));
  program.commandsGroup('Server:');
  addServerCommands(program);
  program.commandsGroup('Objects of the API, on a running server:');
  addResourceCommands(program, { flags: sharedUrl, settings: connectionSettings });
  addSearchCommands(program);
  program.commandsGroup('Development and tests, on a running server:');
  addWebhookCommands(program);
  addTestCommands(program);
  program.commandsGroup('Credentials:');
  addAccountCommands(program);
  program.commandsGroup('Data:');
  addDataCommands(program);
  addTransferCommands(program);
  addErasureCommands(program);
  addRetentionCommands(program);
  addAuditCommands(program);
  program.commandsGroup('Help:');
  addCompletionCommands(program);
  program.helpCommand('help [command]', 'print the help of a command');
  return program;
}

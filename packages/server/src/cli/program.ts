import { Help } from 'commander';
import { type Option, type OptionName, options } from '../config/options.ts';
import { version } from '../version.ts';
import { addExample, describeSetting } from './command.ts';
import { addAccountCommands } from './commands/account-commands.ts';
import { addCompletionCommands } from './commands/completion-commands.ts';
import { addDataCommands } from './commands/data-commands.ts';
import { addServerCommands } from './commands/server-commands.ts';
import { connectionSettings, sharedUrl } from './commands/shared-flags.ts';
import { addTestCommands } from './commands/test-commands.ts';
import { addWebhookCommands } from './commands/webhook-commands.ts';
import { addResourceCommands } from './resources/add-resource-commands.ts';
import type { Terminal } from './terminal.ts';
import { TerminalCommand } from './terminal-command.ts';

/**
 * The command line. Parsing throws a CommanderError for a usage error, and after it printed the help or the version;
 * otherwise what the command throws.
 */
export function createProgram(terminal: Terminal): TerminalCommand {
  const program = new TerminalCommand(terminal, 'colloquy')
    .description('A self-hosted server for the Twilio Conversations v1 API.')
    .version(version, '-v, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ writeOut: terminal.print, writeErr: () => {} })
    .configureHelp({ formatItem })
    .addHelpText('after', mainSettings());
  addExample(program, 'serve --port 3000');
  program.command('version', { hidden: true }).action(() => terminal.print(`${version}\n`));
  addServerCommands(program);
  addResourceCommands(program, { flags: sharedUrl, settings: connectionSettings });
  addWebhookCommands(program);
  addTestCommands(program);
  addAccountCommands(program);
  addDataCommands(program);
  addCompletionCommands(program);
  return program;
}

/** Puts the help of options below their names where a column for the names would leave too little room. */
function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  if (termWidth <= 30) return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  const wrapped = helper.boxWrap(description, (helper.helpWidth ?? 80) - 6);
  return `  ${term}\n${wrapped.replaceAll(/^/gm, '      ')}`;
}

/** The settings that most users need, for the top-level help. */
function mainSettings(): string {
  const names: readonly OptionName[] = ['port', 'host', 'databaseUrl', 'accountSid', 'authToken', 'logLevel'];
  const helper = new Help();
  const helpWidth = process.stdout.columns ?? 80;
  const lines = names.map((name) => {
    const setting: Option = options[name];
    const text = helper.boxWrap(describeSetting(setting), helpWidth - 6);
    return `  --${setting.flag} <${setting.placeholder}>\n${text.replaceAll(/^/gm, '      ')}`;
  });
  return `\nMain settings (all: colloquy serve --help):\n${lines.join('\n')}`;
}

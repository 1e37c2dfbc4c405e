import { defaultTokenLifetimeSeconds, maxTokenLifetimeSeconds } from '@colloquy/contract';
import { Command, Help } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { type Option, type OptionName, options } from '../config/options.ts';
import { suggest } from '../platform/suggest.ts';
import { version } from '../version.ts';
import { addCommand, addGroup, describeSetting } from './command.ts';

const allSettings = Object.keys(options) as OptionName[];
const storageSettings: readonly OptionName[] = ['databaseUrl', 'accountSid', 'authToken'];
const serverSettings: readonly OptionName[] = ['accountSid', 'authToken'];

const url = ['URL', 'A running server. Needs --account-sid and --auth-token.'] as const;
/** The server of commands that need a running one. */
const sharedUrl = { url: ['URL', 'The server. Default: the host and the port in the settings.'] } as const;
const account = ['AC...', 'The account. Default: the first one.'] as const;
const filters = {
  event: ['NAME', 'Only deliveries of this event, such as onMessageAdded.'],
  conversation: ['CH...', 'Only deliveries of events of this conversation.'],
  service: ['IS...', 'Only deliveries of events of this service.'],
  target: [
    'AC...|IS...|WH...',
    'Only deliveries to the webhook of this account or service, or to this webhook.',
  ],
} as const;

/**
 * The command line. Parsing throws a CommanderError for a usage error, and after it printed the help or the version;
 * otherwise what the command throws.
 */
export function createProgram(): Command {
  const program = new Command('colloquy')
    .description('A self-hosted server for the Twilio Conversations v1 API.')
    .version(version, '-v, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .configureHelp({ formatItem })
    .addHelpText('after', mainSettings());
  program.command('version', { hidden: true }).action(() => console.log(version));
  addCommand(program, {
    usage: 'serve',
    summary: 'run the server in the foreground (the default)',
    isDefault: true,
    settings: allSettings,
    run: async ({ settings }, argument) => {
      if (argument !== '') throw unknownCommand(program, argument);
      await (await import('./serve.ts')).serve(settings);
    },
  });
  addCommand(program, {
    usage: 'migrate',
    summary: 'migrate the database to the current schema',
    settings: ['databaseUrl'],
    run: async ({ settings }) => (await import('./migrate.ts')).migrate(settings),
  });
  addCommand(program, {
    usage: 'config',
    summary: 'check the settings and print them with the secrets hidden',
    settings: allSettings,
    run: async ({ settings }) => (await import('./config.ts')).showConfig(settings),
  });
  addKeyCommands(program);
  addCommand(program, {
    usage: 'token',
    summary: 'create an access token for a user of the client SDKs, on a running server',
    flags: {
      identity: ['NAME', 'The user; required.'],
      service: ['IS...', "The conversation service. Default: the account's default service."],
      ttl: [
        'SECONDS',
        `Lifetime, up to ${maxTokenLifetimeSeconds}. Default: ${defaultTokenLifetimeSeconds}.`,
      ],
      json: ['', 'Print JSON that also has the service and the expiry date.'],
      ...sharedUrl,
    },
    settings: serverSettings,
    run: async (input) => (await import('./token.ts')).createToken(input),
  });
  addCommand(program, {
    usage: 'seed <FILE>',
    summary: 'create what a YAML or JSON file describes, and keep what exists',
    flags: { url },
    settings: storageSettings,
    run: async (input, file) => (await import('./seed.ts')).seed(input, file),
  });
  addCommand(program, {
    usage: 'reset',
    summary: 'remove everything except accounts and API keys',
    flags: { url, yes: ['', 'Do not ask for confirmation.'] },
    settings: storageSettings,
    run: async (input) => (await import('./reset.ts')).reset(input),
  });
  addWebhookCommands(program);
  return program;
}

function addKeyCommands(program: Command): void {
  const keys = addGroup(program, 'keys', 'create, list and delete API keys in the database').addHelpText(
    'after',
    "\nWhile a server has a SQLite file open, use the server's API instead.",
  );
  addCommand(keys, {
    usage: 'create',
    summary: 'create a key and print its secret',
    flags: { account, name: ['NAME', 'A name to recognize the key by.'] },
    settings: storageSettings,
    run: async (input) => (await import('./keys.ts')).createKey(input),
  });
  addCommand(keys, {
    usage: 'list',
    summary: 'list the keys of an account',
    flags: { account },
    settings: storageSettings,
    run: async (input) => (await import('./keys.ts')).listKeys(input),
  });
  addCommand(keys, {
    usage: 'delete <SID>',
    summary: 'delete a key by its SID, SK...',
    flags: { account },
    settings: storageSettings,
    run: async (input, sid) => (await import('./keys.ts')).deleteKey(input, sid),
  });
}

function addWebhookCommands(program: Command): void {
  const webhooks = addGroup(program, 'webhooks', 'inspect and replay webhook deliveries of a running server');
  const load = () => import('./webhooks/webhooks.ts');
  addCommand(webhooks, {
    usage: 'list',
    summary: 'list deliveries, newest first',
    flags: {
      state: ['STATE', 'Only deliveries that are pending, delivered, dead, unsupported or pre_action.'],
      ...filters,
      limit: ['NUMBER', 'Maximum number of deliveries. Default: 20.'],
      ...sharedUrl,
    },
    settings: serverSettings,
    run: async (input) => (await load()).list(input),
  });
  addCommand(webhooks, {
    usage: 'show <DELIVERY>',
    summary: 'show a delivery, WD..., with its attempts',
    flags: sharedUrl,
    settings: serverSettings,
    run: async (input, sid) => (await load()).show(input, sid),
  });
  addCommand(webhooks, {
    usage: 'replay [DELIVERY]',
    summary: 'send again one delivery, WD..., or all deliveries in a state',
    flags: {
      to: ['URL', 'Sends a single delivery to another URL.'],
      state: ['STATE', 'Replays all deliveries that are delivered, dead or unsupported.'],
      ...filters,
      ...sharedUrl,
    },
    settings: serverSettings,
    run: async (input, sid) => (await load()).replay(input, sid),
  });
  addCommand(webhooks, {
    usage: 'trigger <EVENT>',
    summary: 'send an event, such as onMessageAdded, about existing objects',
    flags: {
      conversation: ['CH...', 'The conversation; required.'],
      message: ['IM...', 'The message, for events about messages.'],
      ...sharedUrl,
    },
    settings: serverSettings,
    run: async (input, event) => (await load()).trigger(input, event),
  });
  addCommand(webhooks, {
    usage: 'listen',
    summary: 'print events as they happen, and forward them',
    flags: {
      'forward-to': ['URL', 'URL that receives each event in a signed request, like a webhook.'],
      ...sharedUrl,
    },
    settings: serverSettings,
    run: async (input) => (await load()).listenUntilStopped(input),
  });
}

function unknownCommand(program: Command, name: string): ConfigError {
  const meant = suggest(
    name,
    program.commands.map((each) => each.name()),
  );
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new ConfigError(`There is no command ${name}.${hint} See colloquy --help.`);
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

import { defaultTokenLifetimeSeconds, maxTokenLifetimeSeconds } from '@colloquy/contract';
import { Command, Help } from 'commander';
import { UsageError } from '../config/config-error.ts';
import { type Option, type OptionName, options } from '../config/options.ts';
import { suggest } from '../platform/suggest.ts';
import { version } from '../version.ts';
import { addCommand, addExample, addGroup, describeSetting } from './command.ts';
import { addResourceCommands } from './resources/add-resource-commands.ts';

const allSettings = Object.keys(options) as OptionName[];
const connectionSettings: readonly OptionName[] = ['databaseUrl', 'accountSid', 'authToken'];

const url = ['URL', 'A running server. Default: the one that runs on the database file, if any.'] as const;
/** The server of commands that need a running one. */
const sharedUrl = {
  url: [
    'URL',
    'The server. Default: the one that runs on the database file, else the host and the port in the settings.',
  ],
} as const;
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
  addExample(program, 'serve --port 3000');
  program.command('version', { hidden: true }).action(() => console.log(version));
  addCommand(program, {
    usage: 'serve',
    summary: 'run the server in the foreground (the default)',
    example: 'serve --port 3000 --database-url sqlite:./data/colloquy.db',
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
    example: 'migrate --database-url postgres://colloquy@localhost/colloquy',
    settings: ['databaseUrl'],
    run: async ({ settings }) => (await import('./migrate.ts')).migrate(settings),
  });
  addCommand(program, {
    usage: 'config',
    summary: 'check the settings and print them with the secrets hidden',
    example: 'config --port 3000',
    settings: allSettings,
    run: async ({ settings }) => (await import('./config.ts')).showConfig(settings),
  });
  addCommand(program, {
    usage: 'status',
    summary: 'show whether the server responds, its address and its credentials',
    example: 'status --env',
    flags: {
      env: ['', 'Print lines that a shell can evaluate.'],
      json: ['', 'Print JSON.'],
      ...sharedUrl,
    },
    settings: connectionSettings,
    run: async (input) => (await import('./status.ts')).showStatus(input),
  });
  addCommand(program, {
    usage: 'open',
    summary: 'open the console of the running server in a browser, signed in',
    example: 'open',
    flags: sharedUrl,
    settings: connectionSettings,
    run: async (input) => (await import('./status.ts')).openConsole(input),
  });
  addKeyCommands(program);
  addCommand(program, {
    usage: 'token',
    summary: 'create an access token for a user of the client SDKs, on a running server',
    example: 'token --identity alice',
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
    settings: connectionSettings,
    run: async (input) => (await import('./token.ts')).createToken(input),
  });
  addCommand(program, {
    usage: 'seed <FILE>',
    summary: 'create what a YAML or JSON file describes, and keep what exists',
    example: 'seed seed.yaml',
    flags: { url },
    settings: connectionSettings,
    run: async (input, file) => (await import('./seed.ts')).seed(input, file),
  });
  addCommand(program, {
    usage: 'reset',
    summary: 'remove everything except accounts and API keys',
    example: 'reset --yes',
    flags: { url, yes: ['', 'Do not ask for confirmation.'] },
    settings: connectionSettings,
    run: async (input) => (await import('./reset.ts')).reset(input),
  });
  addWebhookCommands(program);
  addResourceCommands(program, { flags: sharedUrl, settings: connectionSettings });
  addCompletion(program);
  return program;
}

function addCompletion(program: Command): void {
  addCommand(program, {
    usage: 'completion <SHELL>',
    summary: 'print the script with which bash, zsh or fish completes this command line',
    example: 'completion bash > ~/.local/share/bash-completion/completions/colloquy',
    settings: [],
    run: async (_, shell) => (await import('./completion.ts')).printCompletion(shell),
  });
  // What the scripts run.
  program.command('complete [words...]', { hidden: true }).action(async (words: readonly string[]) => {
    const { completeWords } = await import('./completion.ts');
    console.log(completeWords(program, words).join('\n'));
  });
}

function addKeyCommands(program: Command): void {
  const keys = addGroup(
    program,
    'keys',
    'create, list and delete API keys in the database',
    'keys create --name ci',
  ).addHelpText('after', "\nWhile a server has a SQLite file open, use the server's API instead.");
  addCommand(keys, {
    usage: 'create',
    summary: 'create a key and print its secret',
    example: 'keys create --name ci',
    flags: { account, name: ['NAME', 'A name to recognize the key by.'] },
    settings: connectionSettings,
    run: async (input) => (await import('./keys.ts')).createKey(input),
  });
  addCommand(keys, {
    usage: 'list',
    summary: 'list the keys of an account',
    example: 'keys list',
    flags: { account },
    settings: connectionSettings,
    run: async (input) => (await import('./keys.ts')).listKeys(input),
  });
  addCommand(keys, {
    usage: 'delete <SID>',
    summary: 'delete a key by its SID, SK...',
    example: 'keys delete SK0123456789abcdef0123456789abcdef',
    flags: { account },
    settings: connectionSettings,
    run: async (input, sid) => (await import('./keys.ts')).deleteKey(input, sid),
  });
}

function addWebhookCommands(program: Command): void {
  const webhooks = addGroup(
    program,
    'webhooks',
    'inspect and replay webhook deliveries of a running server',
    'webhooks list --state dead',
  );
  const load = () => import('./webhooks/webhooks.ts');
  addCommand(webhooks, {
    usage: 'list',
    summary: 'list deliveries, newest first',
    example: 'webhooks list --state dead',
    flags: {
      state: ['STATE', 'Only deliveries that are pending, delivered, dead, unsupported or pre_action.'],
      ...filters,
      limit: ['NUMBER', 'Maximum number of deliveries. Default: 20.'],
      ...sharedUrl,
    },
    settings: connectionSettings,
    run: async (input) => (await load()).list(input),
  });
  addCommand(webhooks, {
    usage: 'show <DELIVERY>',
    summary: 'show a delivery, WD..., with its attempts',
    example: 'webhooks show WD0123456789abcdef0123456789abcdef',
    flags: sharedUrl,
    settings: connectionSettings,
    run: async (input, sid) => (await load()).show(input, sid),
  });
  addCommand(webhooks, {
    usage: 'replay [DELIVERY]',
    summary: 'send again one delivery, WD..., or all deliveries in a state',
    example: 'webhooks replay --state dead',
    flags: {
      to: ['URL', 'Sends a single delivery to another URL.'],
      state: ['STATE', 'Replays all deliveries that are delivered, dead or unsupported.'],
      ...filters,
      ...sharedUrl,
    },
    settings: connectionSettings,
    run: async (input, sid) => (await load()).replay(input, sid),
  });
  addCommand(webhooks, {
    usage: 'trigger <EVENT>',
    summary: 'send an event, such as onMessageAdded, about existing objects',
    example: 'webhooks trigger onConversationUpdated --conversation CH0123456789abcdef0123456789abcdef',
    flags: {
      conversation: ['CH...', 'The conversation; required.'],
      message: ['IM...', 'The message, for events about messages.'],
      ...sharedUrl,
    },
    settings: connectionSettings,
    run: async (input, event) => (await load()).trigger(input, event),
  });
  addCommand(webhooks, {
    usage: 'listen',
    summary: 'print events as they happen, and forward them',
    example: 'webhooks listen --forward-to http://127.0.0.1:3000/events',
    flags: {
      'forward-to': ['URL', 'URL that receives each event in a signed request, like a webhook.'],
      ...sharedUrl,
    },
    settings: connectionSettings,
    run: async (input) => (await load()).listenUntilStopped(input),
  });
}

function unknownCommand(program: Command, name: string): UsageError {
  const meant = suggest(
    name,
    program.commands.map((each) => each.name()),
  );
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new UsageError(`There is no command ${name}.${hint} See colloquy --help.`);
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

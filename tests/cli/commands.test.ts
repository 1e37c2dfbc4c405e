import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from 'colloquy/package.json' with { type: 'json' };
import { afterAll, expect, test } from 'vitest';
import { execute } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { runColloquyCommand } from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-commands-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const account = `AC${'1'.repeat(32)}`;

async function readHelp(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const commandNames = [
  ...[
    'serve',
    'migrate',
    'config',
    'status',
    'open',
    'keys',
    'token',
    'seed',
    'export',
    'import',
    'reset',
    'webhooks',
  ],
  ...[
    'conversations',
    'participants',
    'messages',
    'users',
    'services',
    'completion',
    'clock',
    'inbound',
    'search',
    'recent',
    'reindex',
    'doctor',
  ],
];

test.concurrent.each(['--help', 'help', '-h'])(
  '%s prints the commands and the main settings',
  async (flag) => {
    const help = await readHelp(flag);
    for (const command of commandNames) expect(help).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const word of [
      'COLLOQUY_DATABASE_URL',
      'Example:',
      '--database-url',
      'COLLOQUY_AUTH_TOKEN_FILE',
      '[8080]',
    ])
      expect(help).toContain(word);
  },
);

test.concurrent.each([
  ['migrate', ['--database-url']],
  ['config', ['--port', '--log-level']],
  ['status', ['--env', '--json', '--url']],
  ['open', ['--url']],
  ['conversations', ['list', 'get', 'create', 'update', 'delete']],
  ['messages create', ['--conversation', '--service', '--body', '--json']],
  ['completion', ['SHELL']],
  ['keys', ['create', 'list', 'delete']],
  ['keys create', ['--name', '--account', '--database-url']],
  ['token', ['--identity', '--service', '--ttl', '--json', '--url']],
  ['seed', ['FILE', '--url']],
  ['reset', ['--yes', '--url']],
  ['webhooks', ['list', 'show', 'replay', 'trigger', 'listen']],
  ['webhooks replay', ['--to', '--state', '--url']],
])('%s --help describes the command', async (command, words) => {
  const help = await readHelp(...command.split(' '), '--help');
  expect(help).toContain(`Usage: colloquy ${command}`);
  for (const word of words) expect(help).toContain(word);
  expect(help).toMatch(new RegExp(`\nExample:\n {2}colloquy ${command}`));
});

test.each(['--version', 'version'])('%s prints the version', async (flag) => {
  expect(await runColloquyCommand([flag])).toMatchObject({
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});

test('config prints the effective settings without secrets', async () => {
  const file = join(directory, 'token');
  writeFileSync(file, 'tokenOfFile\n');
  const { code, stdout } = await runInProcess(['config', '--port', '1234'], {
    PORT: '999',
    COLLOQUY_DATABASE_URL: 'postgres://user:passwordOfDatabase@localhost/name',
    COLLOQUY_ACCOUNT_SID: account,
    COLLOQUY_AUTH_TOKEN_FILE: file,
    COLLOQUY_ACCOUNTS: `AC${'2'.repeat(32)}:tokenOfOther`,
    COLLOQUY_API_KEYS: `SK${'3'.repeat(32)}:secretOfKey`,
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^PORT +--port +1234$/m);
  expect(stdout).toMatch(new RegExp(`^COLLOQUY_ACCOUNT_SID +environment +${account}$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^COLLOQUY_AUTH_TOKEN +${file} +\\(hidden\\)$`, 'm'));
  expect(stdout).not.toMatch(/passwordOfDatabase|tokenOfFile|tokenOfOther|secretOfKey/);
});

test.each(engines)(
  'migrate creates the schema of an empty database on %s, and can run again',
  async (engine) => {
    const { url } = await createDatabase(engine);
    for (let n = 0; n < 2; n++) {
      const { code, stdout, stderr } = await runInProcess(['migrate'], { COLLOQUY_DATABASE_URL: url });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^The schema is at version \d+\.\n$/);
    }
    await execute(url, 'SELECT sid FROM conversation');
  },
);

/** Mistakes of a user, each with the message that explains it. */
const usageErrors: readonly [string, readonly string[], RegExp][] = [
  ['an unknown command', ['sreve'], /no command sreve\. Did you mean serve\?/],
  ['a property of every object as a command', ['constructor'], /no command constructor/],
  ['an unknown flag', ['--prot', '1'], /'--prot' \(Did you mean --port\?\)/],
  ['a flag without its value', ['serve', '--port'], /--port/],
  ['an argument of a command that takes none', ['migrate', 'now'], /too many arguments for 'migrate'/],
  ['a missing argument', ['seed'], /missing required argument 'FILE'/],
  ['a group without a command', ['webhooks'], /webhooks needs one of: list, /],
  ['a missing flag', ['token'], /token needs --identity NAME/],
];

test.each(usageErrors)('%s prints one line and exits with 2', async (_, args, message) => {
  const { code, stdout, stderr } = await runInProcess(args);
  expect(stderr).toMatch(/^colloquy: .*\n$/);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
  ['a seed file that does not exist', ['seed', 'none.yaml'], {}, /Cannot read the seed file: .*none\.yaml/],
  [
    'an invalid port',
    [],
    { PORT: 'http' },
    /PORT \(--port\) must be a port number from 0 to 65535, not "http"\.\n$/,
  ],
  ['an account SID without an auth token', [], { COLLOQUY_ACCOUNT_SID: account }, /must be set together/],
  ['an unknown database', [], { COLLOQUY_DATABASE_URL: 'mysql://a/b' }, /COLLOQUY_DATABASE_URL/],
  [
    'a missing secret file',
    [],
    { COLLOQUY_AUTH_TOKEN_FILE: '/nowhere' },
    /COLLOQUY_AUTH_TOKEN_FILE cannot be read/,
  ],
  [
    'a PostgreSQL that is not running',
    [],
    { COLLOQUY_DATABASE_URL: 'postgres://a:secretWord@127.0.0.1:1/b' },
    /PostgreSQL cannot be reached/,
  ],
  ['the address of another machine', [], { HOST: '192.0.2.1' }, /cannot listen on 192\.0\.2\.1, /],
  [
    'an unknown host name',
    [],
    { HOST: 'no.such.host.invalid' },
    /cannot listen on no\.such\.host\.invalid, /,
  ],
  [
    'a database folder that is a file',
    [],
    { COLLOQUY_DATABASE_URL: 'sqlite:/dev/null/colloquy.db' },
    /database/,
  ],
  ['a database file that is a folder', [], { COLLOQUY_DATABASE_URL: `sqlite:${tmpdir()}` }, /database/],
  [
    'a file that is not a database',
    [],
    { COLLOQUY_DATABASE_URL: `sqlite:${join(directory, 'no-database')}` },
    /database/,
  ],
])('%s prints one line and exits with 1', async (_, args, environment, message) => {
  writeFileSync(
    join(directory, 'no-database'),
    'This text is long enough that SQLite does not treat the file as empty. '.repeat(20),
  );
  const settings = { PORT: '0', COLLOQUY_DATABASE_URL: 'sqlite::memory:', ...environment };
  const { code, stdout, stderr } = await runColloquyCommand(args, settings, directory);
  expect(stderr).toMatch(/^colloquy: .*\n$/);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('secretWord');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

test('a port that is in use prints one line and exits with 1', async () => {
  const other = createServer();
  const port = await new Promise<string>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      const address = other.address();
      resolve(typeof address === 'object' ? String(address?.port) : '');
    });
  });
  const environment = { PORT: port, COLLOQUY_DATABASE_URL: 'sqlite::memory:' };
  expect(await runColloquyCommand(['serve'], environment)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(`^colloquy: Port ${port} of 127\\.0\\.0\\.1 is in use\\..*\\n$`),
    ),
  });
  other.close();
});

test('an invalid secret is not shown', async () => {
  const { stderr } = await runInProcess(['config'], { COLLOQUY_API_KEYS: 'secretOfKey' });
  expect(stderr).toMatch(/^colloquy: COLLOQUY_API_KEYS \(--api-keys\) must be .*\n$/);
  expect(stderr).not.toContain('secretOfKey');
});

test('an unknown variable is a warning that names the setting that may be meant', async () => {
  const environment = { COLLOQUY_LOGLEVEL: 'debug', COLLOQUY_LOG_LEVEL: 'error' };
  const { code, stdout, stderr } = await runInProcess(['config'], environment);
  expect(stderr).toBe(
    'colloquy: warning: COLLOQUY_LOGLEVEL is not a setting; did you mean COLLOQUY_LOG_LEVEL?\n',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^COLLOQUY_LOG_LEVEL +environment +error$/m);
});

test('commands read the files of the working folder, and config --json says where each setting comes from', async () => {
  const folder = mkdtempSync(join(directory, 'settings-'));
  writeFileSync(
    join(folder, '.env'),
    `PORT=2000\nCOLLOQUY_ACCOUNT_SID=${account}\nCOLLOQUY_AUTH_TOKEN=secretWord\n`,
  );
  writeFileSync(join(folder, 'colloquy.config.json'), '{"logLevel":"warn","port":1}');
  const { code, stdout } = await runInProcess(['config', '--json'], {}, folder);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    PORT: { value: '2000', hidden: false, source: '.env' },
    COLLOQUY_AUTH_TOKEN: { value: null, hidden: true, source: '.env' },
    COLLOQUY_LOG_LEVEL: { value: 'warn', source: 'colloquy.config.json' },
    HOST: { value: '127.0.0.1', source: 'default' },
  });
  expect(stdout).not.toContain('secretWord');
  writeFileSync(join(folder, 'colloquy.config.json'), '{"lgoLevel":"warn"}');
  expect(await runInProcess(['config'], {}, folder)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'colloquy: colloquy.config.json: "lgoLevel" is not a setting; did you mean logLevel?\n',
  });
});

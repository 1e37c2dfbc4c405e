import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import {
  runColloquyCommand,
  type ServerProcess,
  startServerProcess,
} from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-found-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const databaseAt = (name: string) => ({ COLLOQUY_DATABASE_URL: `sqlite:${join(directory, name)}` });
const notFound =
  /^colloquy: No server was found\. Start one with colloquy serve, or name one with --url, .*\n$/;

describe('commands that find a server by its database file', () => {
  const database = databaseAt('found.db');
  const file = join(directory, 'found.db.server');
  let server: ServerProcess;
  const run = (...args: readonly string[]) => runInProcess(args, database);
  const runJson = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    // What another program has left under the name must not receive the credentials.
    writeFileSync(join(directory, 'target'), '');
    symlinkSync(join(directory, 'target'), file);
    server = await startServerProcess(database);
  });
  afterAll(() => server?.kill('SIGKILL'));

  test('the file is readable by its owner only, and replaces a symbolic link', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'target'), 'utf8')).toBe('');
  });

  test('status shows the address and the account, for people, programs and shells', async () => {
    const { stdout } = await run('status');
    expect(stdout).toContain(`Colloquy runs at ${server.baseUrl} and is ready.`);
    const status = await runJson('status');
    expect(status).toEqual({
      url: server.baseUrl,
      account_sid: expect.stringMatching(/^AC[0-9a-f]{32}$/),
      auth_token: expect.stringMatching(/^\w+$/),
      status: 'ready',
    });
    expect((await run('status', '--env')).stdout).toBe(
      `COLLOQUY_URL=${status.url}\nCOLLOQUY_ACCOUNT_SID=${status.account_sid}\nCOLLOQUY_AUTH_TOKEN=${status.auth_token}\n`,
    );
  });

  test('open prints the link that signs in where there is no browser', async () => {
    const { account_sid, auth_token } = await runJson('status');
    // PATH is that of the tests, which may have a browser: this one has only Node.
    const { code, stdout } = await runColloquyCommand(['open'], { ...database, PATH: directory });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining(`${server.baseUrl}/console/#sid=${account_sid}&token=${auth_token}\n`),
    });
  });

  test('webhooks list, token, and seed need no flags', async () => {
    expect(await run('webhooks', 'list')).toMatchObject({ code: 0, stdout: 'No deliveries match.\n' });
    expect((await run('token', '--identity', 'alice')).stdout).toMatch(/^eyJ[\w.-]+\n$/);
    const seed = join(directory, 'seed.yaml');
    writeFileSync(seed, 'users:\n  - identity: bob\n');
    expect(await run('seed', seed)).toMatchObject({ code: 0, stderr: '' });
    expect(await runJson('users', 'get', 'bob')).toMatchObject({ identity: 'bob' });
  });

  test('objects are created, listed, changed and deleted with the parameters of the API', async () => {
    const created = await runJson(
      ...['conversations', 'create', '--friendly-name', 'Support', '--unique-name', 'support'],
      ...['--timers-inactive', 'PT10M', '--attributes', '{"a":1}'],
    );
    expect(created).toMatchObject({ friendly_name: 'Support', attributes: '{"a":1}', state: 'active' });
    expect(Date.parse(created.timers.date_inactive)).toBeGreaterThan(Date.parse(created.date_created));
    await runJson('participants', 'create', '--conversation', 'support', '--identity', 'alice');
    for (const body of ['One', 'Two', 'Three'])
      await runJson('messages', 'create', '--conversation', 'support', '--author', 'alice', '--body', body);
    const { stdout } = await run('messages', 'list', '--conversation', 'support', '--limit', '2');
    expect(stdout).toMatch(/^INDEX +SID +AUTHOR +DATE CREATED +BODY\n0 .* One\n1 .* Two\n$/);
    const found = await run('conversations', 'get', 'support');
    expect(found.stdout).toMatch(/^sid +CH[0-9a-f]{32}\n/);
    expect(found.stdout).toMatch(/^timers\.date_inactive +20/m);
    expect(await runJson('conversations', 'update', 'support', '--state', 'closed')).toMatchObject({
      sid: created.sid,
      state: 'closed',
    });
    expect(await run('conversations', 'delete', 'support')).toMatchObject({
      code: 2,
      stderr: 'colloquy: This deletes support. Pass --yes to confirm.\n',
    });
    expect(await runJson('conversations', 'delete', 'support', '--yes')).toEqual({ deleted: 'support' });
    expect(await runJson('conversations', 'list')).toEqual([]);
    expect((await run('conversations', 'list')).stdout).toBe('There are none.\n');
  });

  test('objects of another service are named by --service', async () => {
    const { sid } = await runJson('services', 'create', '--friendly-name', 'Shop');
    await runJson('users', 'create', '--service', sid, '--identity', 'carol');
    const identities = (await runJson('users', 'list', '--service', sid)).map(
      ({ identity }: { readonly identity: string }) => identity,
    );
    expect(identities).toEqual(['carol']);
    expect(await run('users', 'get', 'carol')).toMatchObject({ code: 1 });
  });

  test.each<[string, readonly string[], number, RegExp]>([
    [
      'a value that the API refuses',
      ['users', 'create', '--identity', ''],
      1,
      /returned an error: .*Identity/,
    ],
    ['a missing required parameter', ['users', 'create'], 2, /--identity is missing\./],
    ['a missing parent', ['messages', 'list'], 2, /--conversation CH\.\.\. is missing\./],
    ['a misspelled verb', ['messages', 'lsit'], 2, /Did you mean messages list\?/],
    ['a misspelled parameter', ['users', 'create', '--identiy', 'a'], 2, /Did you mean --identity\?/],
    ['a limit that is no number', ['users', 'list', '--limit', 'all'], 2, /--limit .*, not "all"\./],
    [
      'an object that does not exist',
      ['users', 'get', 'nobody'],
      1,
      /returned an error: .*nobody.* was not found/,
    ],
    [
      'an account that the server does not have',
      ['status', '--account-sid', account.sid, '--auth-token', account.token],
      1,
      /refused the credentials of AC/,
    ],
  ])('%s is one sentence on standard error', async (_, args, expected, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(/^colloquy: .*\n$/);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });
});

test('the file is gone after a stop, and that of a killed server is not used', async () => {
  const database = databaseAt('stopped.db');
  const file = join(directory, 'stopped.db.server');
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const server = await startServerProcess({ ...database, COLLOQUY_SHUTDOWN_GRACE_MS: '0' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ url: server.baseUrl });
    await server.kill(signal);
    for (const command of [['status'], ['webhooks', 'list'], ['users', 'list']])
      expect(await runInProcess(command, database)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(notFound),
      });
  }
  rmSync(file);
  writeFileSync(file, '"not a server"');
  expect(await runInProcess(['status'], database)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(notFound),
  });
});

test('a server that cannot write the file starts nevertheless, and commands do not find it', async () => {
  const database = databaseAt('unwritable.db');
  mkdirSync(join(directory, 'unwritable.db.server'));
  await using server = await startServerProcess(database);
  expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
  // The log is written a moment after the banner.
  await expect.poll(() => server.output.stdout).toContain('commands will not find this server');
  // Not even a part of it stays, which would have the credentials.
  expect(readdirSync(directory).filter((name) => name.startsWith('unwritable.db.server'))).toEqual([
    'unwritable.db.server',
  ]);
  expect(await runInProcess(['status'], database)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(notFound),
  });
});

test('configured credentials are used for the server that was found', async () => {
  const database = { ...databaseAt('configured.db'), ...accountSettings };
  await using server = await startServerProcess(database);
  const { code, stdout } = await runInProcess(['status', '--json'], database);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { url: server.baseUrl, account_sid: account.sid }]);
});

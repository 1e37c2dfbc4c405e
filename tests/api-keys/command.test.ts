import { expect, test } from 'vitest';
import { account, accountSettings, otherAccount } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { acceptedReply, officialKeysOf, tryCredentials } from './support/api-keys.ts';

const secretLine = /^ {4}Secret {2}([A-Za-z0-9]{32})$/m;
const sidLine = /^ {4}SID {5}(SK[0-9a-f]{32})$/m;

test('the keys command creates, lists and deletes keys in a SQLite file, and a server accepts them', async () => {
  const { url } = await createDatabase('sqlite');
  const environment = { ...accountSettings, COLLOQUY_DATABASE_URL: url };
  const run = (...args: readonly string[]) => runInProcess(['keys', ...args], environment);
  expect((await run('list')).stdout).toBe(`${account.sid} has no API keys in the database.\n`);

  const made = await run('create', '--name', 'Bell \u0007, \u009b31m');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toContain(`of ${account.sid}, "Bell \\u{7}, \\u{9b}31m":`);
  const [sid = '', secret = ''] = [sidLine, secretLine].map((line) => line.exec(made.stdout)?.[1]);
  const other = await run('create', '--account', otherAccount.sid);
  const others = sidLine.exec(other.stdout)?.[1] ?? '';

  const list = await run('list');
  expect(list.stdout).toMatch(
    new RegExp(`^${sid}  \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ  "Bell .*"\n$`),
  );
  expect(list.stdout).not.toContain(secret);
  expect((await run('delete', others)).stderr).toBe(
    `colloquy: ${account.sid} has no key ${others} in the database.\n`,
  );
  expect(await run('delete', others, '--account', otherAccount.sid)).toMatchObject({ code: 0, stderr: '' });
  expect((await run('list', '--account', otherAccount.sid)).stdout).toContain('no API keys');

  await using colloquy = await startServer(url);
  expect(await tryCredentials(colloquy)(sid, secret)).toEqual(acceptedReply);
  expect((await officialKeysOf(colloquy).keys.list()).map((key) => key.sid)).toEqual([sid]);
  // The running server has locked its database.
  const rejected = await run('create');
  expect(rejected).toMatchObject({ code: 1, stdout: '' });
  expect(rejected.stderr).toMatch(/^colloquy: Another process has the database .* open\..*\n$/);
});

test('without a configured account, keys belong to the account that the first start creates', async () => {
  const { url } = await createDatabase('sqlite');
  const run = (...args: readonly string[]) => runInProcess(['keys', ...args], { COLLOQUY_DATABASE_URL: url });
  const [, first] = /of (AC[0-9a-f]{32}):/.exec((await run('create')).stdout) ?? [];
  const [, second] = /of (AC[0-9a-f]{32}):/.exec((await run('create')).stdout) ?? [];
  expect(first).toBeDefined();
  expect(second).toBe(first);
});

test.each<[string, exitCode: number, readonly string[], RegExp]>([
  ['a missing verb', 2, [], /one of: create, list, delete/],
  ['an unknown verb', 2, ['make'], /one of: create, list, delete/],
  ['delete without a SID', 2, ['delete'], /missing required argument 'SID'/],
  ['delete with another kind of SID', 2, ['delete', account.sid], /"AC\w+" is not the SID of a key/],
  ['delete of an unknown key', 1, ['delete', `SK${'0'.repeat(32)}`], /has no key SK0/],
  ['a name that is too long', 2, ['create', '--name', 'a'.repeat(65)], /--name: Invalid FriendlyName/],
  ['list with a name', 2, ['list', '--name', 'x'], /unknown option '--name'/],
  ['an unknown flag', 2, ['create', '--nam', 'x'], /--nam/],
  [
    'an unknown account',
    1,
    ['create', '--account', `AC${'0'.repeat(32)}`],
    /account "AC0\d+" is not configured. Configured: AC\w+, AC\w+\.\n$/,
  ],
  ['a database in memory', 1, ['create', '--database-url', 'sqlite::memory:'], /in memory/],
])('the keys command prints one line for %s, and exits with %i', async (_, exitCode, args, message) => {
  const { url } = await createDatabase('sqlite');
  const environment = { ...accountSettings, COLLOQUY_DATABASE_URL: url };
  const { code, stdout, stderr } = await runInProcess(['keys', ...args], environment);
  expect(stderr).toMatch(/^colloquy: .*\n$/);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
});

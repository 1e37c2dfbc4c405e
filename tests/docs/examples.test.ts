import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { readExample, readExamples } from '../../scripts/examples.ts';
import { root } from '../../scripts/packages.ts';
import { type ServerProcess, startNode, startServerProcess } from '../support/processes/colloquy-command.ts';
import { findPrograms } from '../support/processes/find-program.ts';
import { findPython } from '../support/processes/find-python.ts';
import { freePort } from '../support/processes/free-port.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';

const run = promisify(execFile);

/** The examples of each document, with the file that runs them. */
const runners = {
  'README.md': { 'first-call.sh': 'here' },
  'docs/testing.md': {
    'timers.test.ts': 'tests/packaging/packages.test.ts',
    'names.test.mjs': 'tests/packaging/packages.test.ts',
    'jest.config.json': 'tests/packaging/packages.test.ts',
    'webhooks.test.js': 'tests/packaging/packages.test.ts',
    'support.spec.mjs': 'tests/packaging/packages.test.ts',
    'start.sh': 'tests/packaging/packages.test.ts',
    'faults.test.ts': 'tests/packaging/packages.test.ts',
    'faults.sh': 'here',
    'reset.sh': 'here',
    'conftest.py': 'here',
    'test_timers.py': 'here',
    'colloquy_test.go': 'here',
  },
  'docs/api-keys.md': { 'token.sh': 'here' },
  'docs/channels.md': { 'inbound.sh': 'here' },
  'docs/deployment.md': { 'database.sql': 'here' },
  'docs/idempotency.md': { 'key.sh': 'here' },
  'docs/search.md': { 'search.sh': 'here' },
  'docs/test-clock.md': { 'clock.sh': 'here' },
  'docs/webhooks.md': { 'receiver.mjs': 'here', 'trigger.sh': 'here' },
  'docs/realtime.md': {
    'server.mjs': 'tests/support/browser/guide-back-end.ts',
    'index.html': 'tests/support/browser/guide-back-end.ts',
  },
};

test('every example of the documents is run by a test', () => {
  const documents = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root });
  const found = documents.flatMap((path) => [...readExamples(path).keys()].map((name) => `${path} ${name}`));
  const known = Object.entries(runners).flatMap(([path, names]) =>
    Object.keys(names).map((name) => `${path} ${name}`),
  );
  expect(found.sort()).toEqual(known.sort());
});

/** Creates a folder that the test removes. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-examples-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const python = findPython();
const [go] = findPrograms('go');

test('the first call of the README works in a clone while a server runs', async () => {
  const COLLOQUY_DATABASE_URL = `sqlite:${temporaryFolder()}/colloquy.db`;
  await using server = await startServerProcess({ COLLOQUY_DATABASE_URL });
  const { text } = readExample('README.md', 'first-call.sh');
  const { stdout } = await run('sh', ['-e', '-c', text], {
    cwd: root,
    env: { PATH: process.env['PATH'], COLLOQUY_DATABASE_URL },
  });
  expect(stdout).toContain(`"url":"${server.baseUrl}/v1/Conversations/CH`);
  expect(stdout).toMatch(/author +alice/);
});

describe('on a server with the test clock', () => {
  const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'secret' };
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServerProcess({
      ...account,
      COLLOQUY_DATABASE_URL: 'sqlite::memory:',
      COLLOQUY_TEST_CLOCK: '1',
      COLLOQUY_TEST_TOOLS: '1',
      COLLOQUY_LOG_LEVEL: 'silent',
    });
  });
  afterAll(() => server?.kill('SIGKILL'));

  /** The variables that examples read; those of the guides have short names. */
  const environment = () => ({
    PATH: process.env['PATH'],
    ...account,
    COLLOQUY_URL: server.baseUrl,
    ACCOUNT_SID: account.COLLOQUY_ACCOUNT_SID,
    AUTH_TOKEN: account.COLLOQUY_AUTH_TOKEN,
    URL: server.baseUrl,
  });
  const runShell = async (path: string, name: string, replace = (text: string) => text) => {
    const text = replace(readExample(path, name).text);
    return (await run('sh', ['-e', '-c', text], { env: environment() })).stdout;
  };

  /** Runs lines of a shell that only call the command line. */
  const runCommands = async (lines: readonly string[]) => {
    const outputs = [];
    for (const line of lines) {
      const [, ...args] = line.split(' ');
      outputs.push((await runInProcess([...args, '--url', server.baseUrl], account)).stdout);
    }
    return outputs;
  };

  test('a test resets the server and moves its clock with curl', async () => {
    const { now } = JSON.parse(await runShell('docs/testing.md', 'reset.sh')) as { now: string };
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(9 * 60_000);
  });

  test('a test makes a request fail on the command line', async () => {
    const { text } = readExample('docs/testing.md', 'faults.sh');
    const [added, listed, cleared] = await runCommands(text.trim().split('\n'));
    for (const each of [added, listed])
      expect(each).toMatch(/^error +CreateConversation +probability 1 +1 left +hits: 0\n$/);
    expect(cleared).toBe('Nothing fails any more.\n');
  });

  test.each([
    ['docs/api-keys.md', 'token.sh', /"identity":"alice"/],
    ['docs/channels.md', 'inbound.sh', /"message_sid":"IM.*"conversation_created":false/],
    ['docs/idempotency.md', 'key.sh', /HTTP\/1\.1 201/],
    ['docs/search.md', 'search.sh', /"index_state".*"text":"Zürich","highlighted":true/],
    ['docs/test-clock.md', 'clock.sh', /"frozen":true.*"frozen":false/s],
  ])('%s: %s', async (path, name, output) => {
    expect(await runShell(path, name)).toMatch(output);
  });

  test('the receiver of the guide to webhooks finds the request genuine', async () => {
    const folder = temporaryFolder();
    const port = String(await freePort());
    const atPort = (text: string) => text.replaceAll('3000', port);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(
      join(folder, 'receiver.mjs'),
      atPort(readExample('docs/webhooks.md', 'receiver.mjs').text).replace(/$/, "\nconsole.log('ready');"),
    );
    const receiver = startNode(['receiver.mjs'], account, folder);
    onTestFinished(() => void receiver.process.kill());
    await vi.waitUntil(() => receiver.output.stdout.includes('ready'), { timeout: 10_000 });
    await runShell('docs/webhooks.md', 'trigger.sh', (text) =>
      atPort(text).replace('http://127.0.0.1:8080', server.baseUrl),
    );
    await expect.poll(() => receiver.output.stdout).toMatch(/genuine \{.*EventType: 'onMessageAdded'/s);
  });

  test.skipIf(python === undefined)('the example for pytest passes', async () => {
    const folder = temporaryFolder();
    for (const name of ['conftest.py', 'test_timers.py'])
      writeFileSync(join(folder, name), readExample('docs/testing.md', name).text);
    const { stdout } = await run(python ?? '', ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'], {
      cwd: folder,
      env: environment(),
    });
    expect(stdout).toContain('1 passed');
  });

  test.skipIf(go === undefined)(
    'the example for Go passes',
    async () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'go.mod'), 'module example\n');
      const { text } = readExample('docs/testing.md', 'colloquy_test.go');
      writeFileSync(join(folder, 'colloquy_test.go'), text);
      // Its caches are in the home of the user. It must not need anything from the network.
      const offline = { HOME: process.env['HOME'], GOPROXY: 'off', GOFLAGS: '-mod=mod' };
      const { stdout } = await run(go ?? '', ['test', '-count=1'], {
        cwd: folder,
        env: { ...environment(), ...offline },
      });
      expect(stdout).toContain('ok');
      await expect(run(join(go ?? '', '../gofmt'), ['-l', folder])).resolves.toMatchObject({ stdout: '' });
    },
    120_000,
  );
});

test('the role and the database of the page about deployment are all that a server needs', async () => {
  const admin = inject('postgresUrl');
  const name = `example_${randomBytes(4).toString('hex')}`;
  const sql = readExample('docs/deployment.md', 'database.sql').text.replaceAll('colloquy', name);
  const client = new pg.Client(`${admin}postgres`);
  await client.connect();
  try {
    for (const statement of sql.split(';\n').filter((each) => each.trim() !== ''))
      await client.query(statement);
    const url = new URL(`${admin}${name}`);
    [url.username, url.password] = [name, 'choose-one'];
    await using server = await startServerProcess({ COLLOQUY_DATABASE_URL: url.href });
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`DROP ROLE IF EXISTS ${name}`);
    await client.end();
  }
});

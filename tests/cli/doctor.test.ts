import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createDoctor } from '../support/processes/run-doctor.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { listen } from '../support/servers/listen.ts';

const { directory, environment, diagnose } = createDoctor();

test('a machine where a server could start has no problem, and nothing is created', async () => {
  const of = await diagnose({});
  for (const check of ['node', 'server', 'database', 'media', 'disk', 'clock', 'public URL'])
    expect(of(check).map(({ status }) => status)).not.toContain('problem');
  expect(of('database')[0]?.message).toBe(
    'SQLite is reachable and empty; the server will create the tables.',
  );
  const { stdout } = await runInProcess(['doctor'], environment);
  expect(stdout).toMatch(/^✓ node {8}Node 2/);
  // The folder of the database would exist.
  expect(() => mkdirSync(join(directory, 'data'))).not.toThrow();
});

test.each(engines)('a database on %s is reported with the version of its schema', async (engine) => {
  const { url } = await createDatabase(engine);
  await runInProcess(['migrate'], { COLLOQUY_DATABASE_URL: url });
  const of = await diagnose({ COLLOQUY_DATABASE_URL: url });
  expect(of('database')[0]).toMatchObject({
    status: 'ok',
    message: expect.stringMatching(/^\w+ is reachable, and its schema has version \d+\.$/),
  });
});

test.each<[string, string, Readonly<Record<string, string>>, string, RegExp]>([
  ['an invalid setting', 'settings', { PORT: 'http' }, 'problem', /PORT .* not "http"/],
  [
    'a database that does not respond',
    'database',
    { COLLOQUY_DATABASE_URL: 'postgres://a:secretWord@127.0.0.1:1/b' },
    'problem',
    /^PostgreSQL cannot be used: .*ECONNREFUSED((?!secretWord).)*$/,
  ],
  ['a database in memory', 'database', { COLLOQUY_DATABASE_URL: 'sqlite::memory:' }, 'warning', /in memory/],
  [
    'a media folder that is a file',
    'media',
    { COLLOQUY_MEDIA_URL: 'file:/dev/null' },
    'problem',
    /Media cannot be stored in \/dev\/null/,
  ],
  [
    'a server for all that does not know its URL',
    'public URL',
    { HOST: '0.0.0.0' },
    'warning',
    /Host header of the request/,
  ],
  [
    'a public URL that is another machine in a container',
    'public URL',
    { HOST: '0.0.0.0', COLLOQUY_PUBLIC_URL: 'http://localhost:8080' },
    'warning',
    /a container, a telephone/,
  ],
  [
    'a public URL without encryption',
    'public URL',
    { COLLOQUY_PUBLIC_URL: 'http://chat.example' },
    'warning',
    /unencrypted/,
  ],
  [
    'a public URL with a path',
    'public URL',
    { COLLOQUY_PUBLIC_URL: 'https://chat.example/chat' },
    'warning',
    /has the path \/chat,/,
  ],
  ['a proxy', 'proxies', { HTTPS_PROXY: 'http://user:secretWord@p' }, 'warning', /^HTTPS_PROXY: /],
  [
    'a test clock that others can move',
    'clock',
    { HOST: '0.0.0.0', COLLOQUY_TEST_CLOCK: '1' },
    'warning',
    /can move the time/,
  ],
  [
    'test tools that others can use',
    'test tools',
    { HOST: '0.0.0.0', COLLOQUY_TEST_TOOLS: '1' },
    'warning',
    /can create accounts/,
  ],
])('%s is found', async (_, check, settings, status, message) => {
  const of = await diagnose(settings);
  expect(of(check)).toContainEqual(
    expect.objectContaining({ status, message: expect.stringMatching(message) }),
  );
});

test('a damaged file is found', async () => {
  const path = join(directory, 'damaged.db');
  writeFileSync(path, 'This text is long enough that SQLite does not take the file as empty. '.repeat(20));
  const of = await diagnose({ COLLOQUY_DATABASE_URL: `sqlite:${path}` });
  expect(of('database')).toMatchObject([{ status: 'problem', message: expect.stringContaining('damaged') }]);
});

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written is found', async () => {
  const folder = join(directory, 'read-only');
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  const of = await diagnose({ COLLOQUY_DATABASE_URL: `sqlite:${join(folder, 'colloquy.db')}` });
  expect(of('database')).toMatchObject([{ status: 'problem', message: expect.stringContaining(folder) }]);
});

test('a port that is in use is found, with the process that uses it', async () => {
  await using other = createServer((socket) => void socket.destroy());
  const { port } = new URL(await listen(other));
  const [finding] = (await diagnose({ PORT: port }))('server');
  expect(finding).toMatchObject({ status: 'problem', message: expect.stringContaining(`Port ${port} `) });
  if (process.platform === 'linux')
    expect(finding?.message).toContain(`(process ${process.pid}) listens there.`);
});

test('a URL that leads to another program is an error of one line, also for other commands', async () => {
  await using other = createHttpServer((_, response) => void response.end('<p>Hello</p>'));
  const url = await listen(other);
  const message = `${url} does not reply as a Colloquy server does. Is the URL that of another program?`;
  expect((await diagnose({}, '--url', url))('server')).toMatchObject([{ status: 'problem', message }]);
  for (const command of [
    ['status'],
    ['users', 'list'],
    ['dump', join(directory, 'other.yaml')],
    ['clock', 'now'],
  ])
    expect(await runInProcess([...command, '--url', url], environment)).toEqual({
      code: 1,
      stdout: '',
      stderr: `colloquy: ${message}\n`,
    });
  expect(
    await runInProcess(['dump', join(directory, 'none.yaml'), '--url', 'http://127.0.0.1:1'], environment),
  ).toMatchObject({ code: 1, stderr: expect.stringMatching(/^colloquy: .* does not respond\..*\n$/) });
});

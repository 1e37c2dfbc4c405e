import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { createCertificate, findOpenssl } from '../support/servers/certificate.ts';
import { startFakeS3 } from '../support/servers/fake-s3.ts';
import { s3Settings } from '../support/servers/media-storage.ts';
import { startServer } from '../support/servers/start-servers.ts';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly fix?: string;
}

const directory = mkdtempSync(join(tmpdir(), 'colloquy-doctor-'));
const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environment = {
  COLLOQUY_ACCOUNT_SID,
  COLLOQUY_AUTH_TOKEN,
  COLLOQUY_DATABASE_URL: `sqlite:${join(directory, 'data/colloquy.db')}`,
  PORT: '0',
};

let colloquy: Colloquy;
beforeAll(async () => {
  colloquy = await startServer('sqlite::memory:');
});
afterAll(async () => {
  await colloquy.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the doctor. Its exit code has to agree with what it finds. */
async function diagnose(settings: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { code, stdout, stderr } = await runInProcess(['doctor', '--json', ...args], {
    ...environment,
    ...settings,
  });
  const findings: readonly Finding[] = JSON.parse(stdout);
  const problems = findings.filter(({ status }) => status === 'problem');
  expect({ code, hasError: stderr !== '' }).toEqual({
    code: problems.length > 0 ? 1 : 0,
    hasError: problems.length > 0,
  });
  for (const { status, fix } of findings) expect(fix === undefined).toBe(status === 'ok');
  expect(stdout).not.toContain(COLLOQUY_AUTH_TOKEN);
  return (check: string) => findings.filter((each) => each.check === check);
}

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
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const [finding] = (await diagnose({ PORT: port }))('server');
  expect(finding).toMatchObject({ status: 'problem', message: expect.stringContaining(`Port ${port} `) });
  if (process.platform === 'linux')
    expect(finding?.message).toContain(`(process ${process.pid}) listens there.`);
});

test('a URL that leads to another program is an error of one line, also for other commands', async () => {
  await using other = createHttpServer((_, response) => void response.end('<p>Hello</p>'));
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
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

test('the targets of webhooks are tried without a request, and shown without their credentials', async () => {
  const client = createClient(colloquy);
  await using receiver = createServer((socket) => {
    socket.on('data', () => expect.unreachable('a target must not receive a request'));
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const run = () => diagnose({}, '--url', colloquy.baseUrl);
  expect((await run())('webhooks')).toMatchObject([{ status: 'ok', message: 'No webhooks are configured.' }]);
  await client.updateConfigurationWebhook({
    postWebhookUrl: `http://user:secretWord@127.0.0.1:1/post`,
    preWebhookUrl: `${origin}/pre`,
  });
  const of = await run();
  expect(of('server')).toMatchObject([{ status: 'ok', message: expect.stringContaining('is ready') }]);
  expect(of('webhooks')).toEqual([
    { check: 'webhooks', status: 'ok', message: `The webhook target ${origin} accepts connections.` },
    {
      check: 'webhooks',
      status: 'problem',
      message: expect.stringMatching(
        /^The webhook target http:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
      ),
      fix: expect.stringContaining('host.docker.internal'),
    },
  ]);
  const [, refused] = (await diagnose({ COLLOQUY_PRIVATE_WEBHOOKS: '0' }, '--url', colloquy.baseUrl))(
    'webhooks',
  );
  expect(refused).toMatchObject({ status: 'problem' });
});

/** Starts a server on a free port of the loopback interface. @returns its origin. */
async function listen(server: Server, scheme = 'http'): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `${scheme}://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('the bucket for media is tried with its key', async () => {
  await using bucket = await startFakeS3();
  const { host } = new URL(bucket.url);
  expect((await diagnose(s3Settings(bucket.url)))('media')).toEqual([
    { check: 'media', status: 'ok', message: `The bucket for media responds at ${host}.` },
  ]);
  // The key reads an object and changes nothing.
  expect(bucket.requests).toEqual(['GET /attachments/chat/2024/colloquy-doctor']);
  const wrong = { ...s3Settings(bucket.url), COLLOQUY_MEDIA_SECRET_ACCESS_KEY: 'another' };
  expect((await diagnose(wrong))('media')).toMatchObject([
    { status: 'problem', fix: expect.stringContaining('access key of the bucket') },
  ]);
  const nobody = s3Settings('http://127.0.0.1:1');
  expect((await diagnose(nobody))('media')).toMatchObject([
    { status: 'problem', fix: expect.stringContaining('COLLOQUY_MEDIA_URL') },
  ]);
});

test('a public URL that redirects, belongs to another program or is not reachable is found', async () => {
  await using other = createHttpServer((request, response) => {
    if (request.url?.startsWith('/moved/'))
      response.writeHead(301, { location: 'https://chat.example/healthz' });
    response.end('{}');
  });
  const origin = await listen(other);
  const findings = async (url: string) =>
    (await diagnose({ COLLOQUY_PUBLIC_URL: url }, '--url', colloquy.baseUrl))('public URL').at(-1);
  expect(await findings(colloquy.baseUrl)).toMatchObject({ status: 'ok' });
  expect(await findings(`${origin}/moved`)).toMatchObject({
    status: 'problem',
    message: `${origin} redirects to https://chat.example, which SDKs do not follow.`,
  });
  expect(await findings(origin)).toMatchObject({
    status: 'problem',
    message: `${origin} replies with status 200, and not as the server does.`,
  });
  expect(await findings('http://127.0.0.1:1')).toMatchObject({
    status: 'warning',
    message: expect.stringContaining('cannot be reached at http://127.0.0.1:1'),
  });
});

const openssl = findOpenssl();

test.skipIf(openssl === undefined)(
  'a target of webhooks with a certificate that nobody signed is found',
  async () => {
    const { key, cert } = createCertificate(openssl ?? '', directory);
    await using target = createTlsServer({ key, cert });
    const origin = await listen(target, 'https');
    await createClient(colloquy).updateConfigurationWebhook({
      postWebhookUrl: `${origin}/post`,
      preWebhookUrl: 'https://no-such-host.invalid/pre',
    });
    const findings = (await diagnose({}, '--url', colloquy.baseUrl))('webhooks');
    expect(findings.find(({ message }) => message.includes(origin))).toMatchObject({
      status: 'problem',
      message: expect.stringMatching(/cannot be reached: .*self-signed certificate/),
      fix: expect.stringContaining('Check the certificate'),
    });
    // A machine without name servers cannot say that the name does not exist.
    expect(findings.find(({ message }) => message.includes('no-such-host.invalid'))).toMatchObject({
      status: 'problem',
      message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
      fix: expect.stringMatching(/COLLOQUY_NAME_SERVERS|name servers of this machine/),
    });
  },
);

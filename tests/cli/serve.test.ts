import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { basicAuthorization, createCaller } from '../support/http/caller.ts';
import {
  cliEntry,
  runColloquyCommand,
  startNode,
  startServerProcess,
} from '../support/processes/colloquy-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-serve-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const workspace = fileURLToPath(new URL('../..', import.meta.url));

const account = { sid: `AC${'1'.repeat(32)}`, token: 'configuredToken' };
const environment = {
  COLLOQUY_ACCOUNT_SID: account.sid,
  COLLOQUY_AUTH_TOKEN: account.token,
  COLLOQUY_DATABASE_URL: 'sqlite::memory:',
};

/** The credentials in the start banner. */
function parseBanner(stdout: string): { sid: string; token: string } {
  const sid = /Account SID\s+(AC[0-9a-f]{32})\n/.exec(stdout)?.[1] ?? '';
  const token = /Auth token\s+([0-9a-f]{32})\n/.exec(stdout)?.[1] ?? '';
  return { sid, token };
}

describe('a first start without settings', () => {
  test('a first start creates ./data and an account, its banner can be pasted, and the next start has the same account', async () => {
    const cwd = mkdtempSync(join(directory, 'first-'));
    await using first = await startServerProcess({}, [], cwd);
    const credentials = parseBanner(first.output.stdout);
    expect(credentials.token).not.toBe('');

    const curl = /^ {4}(curl .*)$/m.exec(first.output.stdout)?.[1] ?? '';
    const shell = spawn('sh', ['-c', `${curl} --silent --fail`], { stdio: ['ignore', 'pipe', 'inherit'] });
    let shown = '';
    shell.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    await once(shell, 'close');
    expect(JSON.parse(shown)).toMatchObject({ friendly_name: 'Hello', account_sid: credentials.sid });

    const sdk = first.output.stdout.split('\n').filter((line) => /^ {4}(const client|client\.)/.test(line));
    expect(sdk).toHaveLength(3);
    const pasted = startNode(['--input-type=commonjs', '-e', sdk.join('\n')], {}, workspace);
    const { code, stdout, stderr } = await pasted.result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain("friendlyName: 'Hello'");

    expect(await first.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    await using second = await startServerProcess({}, [], cwd);
    expect(parseBanner(second.output.stdout)).toEqual(credentials);
    const { body } = await createCaller(
      second.baseUrl,
      credentials.sid,
      credentials.token,
    )('GET', '/v1/Conversations');
    expect(body.conversations).toHaveLength(2);
  });

  test.each(['0.0.0.0', '127.0.0.1'])('a server on %s never prints a configured auth token', async (host) => {
    await using server = await startServerProcess(environment, ['--host', host]);
    const { stdout } = await server.kill('SIGTERM');
    expect(stdout).not.toContain(account.token);
    expect(stdout).toContain('YOUR_AUTH_TOKEN');
  });

  test('a server that other machines can reach does not print a generated auth token', async () => {
    const database = { COLLOQUY_DATABASE_URL: 'sqlite::memory:' };
    await using server = await startServerProcess(database, ['--host', '0.0.0.0']);
    expect(server.output.stdout).toContain(
      'not shown: it is in the database; to see it, start the server once at a terminal',
    );
    expect(parseBanner(server.output.stdout).token).toBe('');
  });

  test.each([
    ['with generated credentials', { COLLOQUY_ACCOUNT_SID: '', COLLOQUY_AUTH_TOKEN: '' }, true],
    ['with a configured account', {}, false],
    ['with a configured account and the setting', { COLLOQUY_EXAMPLES: '1' }, true],
  ])('a server %s says where the example page is, if it is served', async (_, settings, isServed) => {
    await using server = await startServerProcess({ ...environment, ...settings });
    const url = /^ {4}Example chat +(\S+)$/m.exec(server.output.stdout)?.[1];
    expect(url?.split('#')[0]).toBe(isServed ? `${server.baseUrl}/examples/chat/` : undefined);
    expect(/#key=[0-9a-f]{32}$/.test(url ?? '')).toBe(isServed);
    const reply = await fetch(`${server.baseUrl}/examples/chat/`);
    expect(reply.status).toBe(isServed ? 200 : 401);
  });

  test.each([
    ['on loopback', {}, true, true],
    ['with generated credentials', { COLLOQUY_ACCOUNT_SID: '', COLLOQUY_AUTH_TOKEN: '' }, true, false],
    ['with a public URL', { COLLOQUY_PUBLIC_URL: 'https://chat.example' }, false, false],
    ['on all addresses', { HOST: '0.0.0.0' }, false, false],
  ])('a server %s says whether webhooks may reach private addresses', async (_, settings, prints, warns) => {
    await using server = await startServerProcess({ ...environment, ...settings });
    const { stdout } = await server.kill('SIGTERM');
    expect(/^ {4}Webhooks .*COLLOQUY_PRIVATE_WEBHOOKS=0/m.test(stdout)).toBe(prints);
    expect(/"level":40,.*COLLOQUY_PRIVATE_WEBHOOKS=0/.test(stdout)).toBe(warns);
  });
});

test('the log of a server that other machines can reach shows how to find the token of the first start', async () => {
  await using server = await startServerProcess({ COLLOQUY_DATABASE_URL: 'sqlite::memory:' }, [
    '--host',
    '0.0.0.0',
  ]);
  expect(parseBanner(server.output.stdout)).toMatchObject({ token: '' });
  expect(server.output.stdout).toMatch(
    /Auth token +\(not shown: it is in the database; to see it, start .* at a terminal/,
  );
});

test('a server that cannot write to its folder of media does not start', async () => {
  const settings = { ...environment, PORT: '0', COLLOQUY_MEDIA_URL: `file:${cliEntry}/media` };
  const { code, stdout, stderr } = await runColloquyCommand(['serve'], settings);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`colloquy: Media cannot be stored in ${cliEntry}/media (ENOTDIR).`);
  expect(stderr).toContain('COLLOQUY_MEDIA_URL');
});

describe('a stopping server', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s, the server finishes the requests in flight and exits with 0 immediately',
    async (signal) => {
      await using server = await startServerProcess({ ...environment, COLLOQUY_LOG_LEVEL: 'silent' });
      const call = createCaller(server.baseUrl, account.sid, account.token);
      // These connections are idle when the signal comes.
      await Promise.all(Array.from({ length: 8 }, () => call('GET', '/v1/Conversations')));
      const { hostname, port } = new URL(server.baseUrl);
      const client = connect({ host: hostname, port: Number(port) });
      let reply = '';
      client.setEncoding('utf8').on('data', (text: string) => (reply += text));
      const body = 'UniqueName=in-flight';
      client.write(
        `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${basicAuthorization(account.sid, account.token)}\r\n` +
          `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n` +
          `Expect: 100-continue\r\n\r\n`,
      );
      // The 100 Continue shows that the server has begun with the request.
      await once(client, 'data');
      const began = performance.now();
      const ended = server.kill(signal);
      while (await listens(hostname, Number(port)));
      client.write(body);
      expect(await ended).toMatchObject({ code: 0, stderr: '' });
      expect(reply).toMatch(/HTTP\/1\.1 201 /);
      expect(reply).toContain('"unique_name":"in-flight"');
      // Much sooner than the timeout after which open connections are destroyed.
      expect(performance.now() - began).toBeLessThan(4000);
    },
  );
});

test.each([
  { signal: 'SIGTERM', minMs: 2000 },
  { signal: 'SIGINT', minMs: 0 },
] as const)(
  'after $signal, the server accepts requests for at least $minMs ms',
  async ({ signal, minMs }) => {
    await using server = await startServerProcess({ ...environment, COLLOQUY_SHUTDOWN_GRACE: 'PT2S' });
    const call = createCaller(server.baseUrl, account.sid, account.token);
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
    const began = performance.now();
    const ended = server.kill(signal);
    if (minMs > 0) {
      let ready: Response;
      do ready = await fetch(`${server.baseUrl}/readyz`);
      while (ready.status === 200);
      expect(ready.status).toBe(503);
      // Not much later than the signal: this server still has most of the time for the requests that follow.
      expect(performance.now() - began).toBeLessThan(1000);
      const reply = await call('POST', '/v1/Conversations');
      expect(reply.status).toBe(201);
      const health = await fetch(`${server.baseUrl}/healthz`);
      expect([health.status, health.headers.get('connection')]).toEqual([200, 'close']);
    }
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    const tookMs = performance.now() - began;
    expect(tookMs).toBeGreaterThanOrEqual(minMs);
    expect(tookMs).toBeLessThan(minMs + 1900);
  },
);

/** Whether a server accepts connections at the address. */
function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ host, port });
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
}

test('each request is one line of JSON in the log, whatever the request contains', async () => {
  await using server = await startServerProcess(environment);
  const call = createCaller(server.baseUrl, account.sid, account.token);
  await call('POST', '/v1/Conversations', { FriendlyName: 'secret of the body\n{"level":60}' });
  await call('GET', '/v1/Conversations/%0A%7B%22forged%22:1%7D?token=secretOfTheQuery');
  const { stdout } = await server.kill('SIGTERM');
  const log = stdout.slice(stdout.indexOf('\n{') + 1);
  const records = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const requests = records.filter(({ msg }) => msg === 'request');
  expect(requests).toMatchObject([
    { method: 'POST', path: '/v1/Conversations', status: 201, actor: account.sid },
    { method: 'GET', path: '/v1/Conversations/%0A%7B%22forged%22:1%7D', status: 404 },
  ]);
  expect(log).not.toMatch(/secret of the body|secretOfTheQuery/);
  expect(log).not.toContain(`"${account.token}"`);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { cliEntry, startServerProcess } from '../support/processes/colloquy-command.ts';
import { SessionClient } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';

test('a second stop waits for the first one', async () => {
  const colloquy = await startColloquy();
  const ended: string[] = [];
  const first = colloquy.stop().then(() => ended.push('first'));
  const second = colloquy.stop().then(() => ended.push('second'));
  await Promise.all([first, second]);
  expect(ended).toEqual(['first', 'second']);
});

test.skipIf(process.platform === 'win32')('a new database can be read by its owner only', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'colloquy-mode-'));
  try {
    const file = join(directory, 'data', 'colloquy.db');
    await using _ = await startColloquy({ databaseUrl: `sqlite:${file}` });
    const modes = [join(directory, 'data'), file, `${file}-wal`].map((path) => statSync(path).mode & 0o077);
    expect(modes).toEqual([0, 0, 0]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('connections without any request do not delay the stop', async () => {
  await using server = await startServerProcess({
    COLLOQUY_DATABASE_URL: 'sqlite::memory:',
    COLLOQUY_LOG_LEVEL: 'silent',
  });
  const { hostname: host, port } = new URL(server.baseUrl);
  const silent = Array.from({ length: 3 }, () => connect({ host, port: Number(port) }));
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  // This connection came after them, so the server has accepted them, too.
  expect((await fetch(`${server.baseUrl}/healthz`)).status).toBe(200);
  const closed = silent.map((socket) => once(socket.resume(), 'close'));
  const began = performance.now();
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  // Much sooner than the timeout after which open connections are destroyed.
  expect(performance.now() - began).toBeLessThan(4000);
  await Promise.all(closed);
});

test('on SIGTERM, the sessions of client SDKs are closed one after the other within the grace', async () => {
  await using server = await startServerProcess({
    ...accountSettings,
    COLLOQUY_DATABASE_URL: 'sqlite::memory:',
    COLLOQUY_LOG_LEVEL: 'silent',
    COLLOQUY_SHUTDOWN_GRACE: 'PT0.4S',
  });
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now, exp: now + 3600 };
  const token = signAccessToken(await createChatService(server), { claims });
  const clients = Array.from({ length: 4 }, () => new SessionClient(server.baseUrl));
  await Promise.all(clients.map((client) => client.init(token)));
  const closedAt = clients.map(async (client) => {
    expect(await client.closed).toBe(1001);
    return performance.now();
  });
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  const times = await Promise.all(closedAt);
  // A quarter of the grace lies between two of them; the last two can be late together on a busy machine.
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(150);
});

test.skipIf(process.platform === 'win32').each([
  { command: 'serve', expectedOutput: 'listens on' },
  { command: 'webhooks listen', expectedOutput: 'Listening to' },
])('$command stops when the shell that npm ran it in ends', async ({ command, expectedOutput }) => {
  await using colloquy = await startColloquy();
  const script = `'${process.execPath}' --conditions=colloquy-source '${cliEntry}' ${command}; true`;
  const shell = spawn('sh', ['-c', script], {
    env: {
      npm_lifecycle_event: 'colloquy',
      COLLOQUY_DATABASE_URL: 'sqlite::memory:',
      COLLOQUY_ACCOUNT_SID: colloquy.accountSid,
      COLLOQUY_AUTH_TOKEN: colloquy.authToken,
      PORT: command === 'serve' ? '0' : new URL(colloquy.baseUrl).port,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group, so that the test can kill both processes in any case.
    detached: true,
  });
  const group = -(shell.pid ?? expect.unreachable());
  let closed = false;
  // Output closes when both processes have ended.
  const end = once(shell, 'close').then(() => (closed = true));
  try {
    let output = '';
    shell.stdout.setEncoding('utf8');
    for await (const text of shell.stdout.iterator({ destroyOnReturn: false })) {
      output += text;
      if (output.includes(expectedOutput)) break;
    }
    shell.stdout.resume();
    shell.kill('SIGTERM');
    await expect.poll(() => closed, { timeout: 8000 }).toBe(true);
  } finally {
    if (!closed) process.kill(group, 'SIGKILL');
    await end;
  }
});

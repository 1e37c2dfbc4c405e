import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cliEntry, startColloquyCommand, startServerProcess } from '../support/processes/colloquy-command.ts';
import { freePort } from '../support/processes/free-port.ts';

const environment = { COLLOQUY_DATABASE_URL: 'sqlite::memory:' };

test
  .skipIf(process.platform === 'win32')
  .each([{ args: ['erasures', 'list', '--help'] }, { args: ['config', '--json'] }])(
  'colloquy $args ends quietly with 141 when nobody reads its output',
  async ({ args }) => {
    const command = startColloquyCommand(args, environment);
    command.process.stdout?.destroy();
    expect(await command.result).toMatchObject({ code: 141, stdout: '', stderr: '' });
  },
);

test('a command does its work when nobody reads standard error', async () => {
  const command = startColloquyCommand(['config', '--json'], { ...environment, COLLOQUY_UNKNOWN: 'warns' });
  command.process.stderr?.destroy();
  const { code, stdout } = await command.result;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).not.toEqual([]);
});

test.skipIf(!existsSync('/dev/full'))(
  'a command says why its output cannot be written, and exits with 1',
  async () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--conditions=colloquy-source', cliEntry, 'config'],
      { env: environment, stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
    );
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^colloquy: The output cannot be written: .*ENOSPC.*\n$/),
    });
  },
);

test('a server runs without the reader of its log, and stops in order', async () => {
  await using server = await startServerProcess(environment);
  server.process.stdout?.destroy();
  for (let count = 0; count < 3; count++)
    expect((await fetch(`${server.baseUrl}/v1/Services`)).status).toBe(401);
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
});

test('a server starts when nobody reads its output', async () => {
  const port = await freePort();
  const command = startColloquyCommand(['serve'], { ...environment, PORT: String(port) });
  command.process.stdout?.destroy();
  const status = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.status,
      () => undefined,
    );
  try {
    await expect.poll(status, { timeout: 20_000 }).toBe(200);
    command.process.kill('SIGTERM');
    expect(await command.result).toMatchObject({ code: 0, stderr: '' });
  } finally {
    command.process.kill('SIGKILL');
  }
});

test('a server that cannot start ends when nobody reads its output', async () => {
  await using server = await startServerProcess(environment);
  const { port } = new URL(server.baseUrl);
  const command = startColloquyCommand(['serve'], {
    ...environment,
    PORT: port,
    COLLOQUY_LOG_LEVEL: 'trace',
  });
  command.process.stdout?.destroy();
  expect(await command.result).toMatchObject({ code: 1, stderr: expect.stringContaining(port) });
});

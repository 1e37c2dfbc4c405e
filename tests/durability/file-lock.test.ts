import { linkSync, rmSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { runColloquyCommand, startServerProcess } from '../support/processes/colloquy-command.ts';

const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };

test('a SQLite file is locked by one process until it ends, even if it is killed', async () => {
  const { url } = await createDatabase('sqlite');
  const environment = { ...account, COLLOQUY_DATABASE_URL: url, PORT: '0' };
  await using first = await startServerProcess(environment);
  for (const command of ['serve', 'migrate']) {
    const second = await runColloquyCommand([command], environment);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^colloquy: Another process has the database .* open\..*\n$/);
    expect(second.stdout).toBe('');
  }
  const call = createCaller(first.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  expect((await call('POST', '/v1/Conversations', { UniqueName: 'kept' })).status).toBe(201);
  await first.kill('SIGKILL');
  await using again = await startServerProcess(environment);
  const callAgain = createCaller(again.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  expect((await callAgain('GET', '/v1/Conversations/kept')).status).toBe(200);
});

test('a SQLite file has one owner under all its names', async () => {
  const { url } = await createDatabase('sqlite');
  const file = url.replace(/^sqlite:/, '');
  await using _ = await startServerProcess({ ...account, COLLOQUY_DATABASE_URL: url, PORT: '0' });
  const link = `${file}.link`;
  const startOn = (path: string) =>
    runColloquyCommand(['serve'], { ...account, COLLOQUY_DATABASE_URL: `sqlite:${path}`, PORT: '0' });
  symlinkSync(file, link);
  expect(await startOn(link)).toMatchObject({ code: 1, stderr: expect.stringContaining('Another process') });
  rmSync(link);
  linkSync(file, link);
  expect(await startOn(link)).toMatchObject({ code: 1, stderr: expect.stringContaining('hard link') });
  rmSync(link);
  const fileUrl = await startOn(`file:${file}`);
  expect(fileUrl).toMatchObject({ code: 1, stderr: expect.stringContaining('sqlite:PATH') });
});

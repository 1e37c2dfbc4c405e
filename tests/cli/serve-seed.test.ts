import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { runColloquyCommand, startServerProcess } from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { hasTerminals, startAtTerminal } from '../support/processes/terminal-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-serve-seed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const at = (name: string) => join(directory, name);

const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environment = { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN };
const inMemory = { ...environment, COLLOQUY_DATABASE_URL: 'sqlite::memory:', PORT: '0' };

function writeSeed(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

/** Writes a seed of some users, and of what `more` adds to them. */
const writeUsers = (name: string, count: number, more = ''): string =>
  writeSeed(
    name,
    `users:\n${Array.from({ length: count }, (_, index) => `  - identity: user-${index}\n`).join('')}${more}`,
  );

test('serve --seed creates what a file describes before it prints its address, and reports only errors', async () => {
  await using server = await startServerProcess(inMemory, ['--seed', writeUsers('plain.yaml', 3)]);
  const client = createClient({ baseUrl: server.baseUrl, accountSid: account.sid, authToken: account.token });
  expect((await client.listUser()).map(({ identity }) => identity).sort()).toEqual([
    'user-0',
    'user-1',
    'user-2',
  ]);
  expect(server.output.stderr).toBe('');
});

test.skipIf(!hasTerminals)(
  'at a terminal, a bar shows how much of a seed exists, and is gone before the address is printed',
  async () => {
    const { process: terminal, shown } = startAtTerminal(
      ['serve', '--seed', writeUsers('bar.yaml', 200)],
      inMemory,
    );
    const ended = once(terminal, 'close');
    try {
      await expect.poll(shown, { timeout: 20_000 }).toContain('Colloquy listens on');
      // Nothing else is printed between the first bar and its removal: the log of the requests would break its line.
      expect(shown().slice(0, shown().indexOf('Colloquy listens on'))).toMatch(
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a bar begins with one.
        /^(?:\r\x1b\[2K\[[#-]{24}\] Creating objects: \d+ of 200 \(\d+ %\)[^\r\n]*)+\r\x1b\[2K\s*$/,
      );
      terminal.stdin.write('q\n');
      expect(await ended).toEqual([0, null]);
    } finally {
      terminal.kill('SIGKILL');
    }
  },
);

test('serve ends when its seed fails, with one line that says where', async () => {
  const file = writeUsers('fails.yaml', 1, `  - { identity: last, role_sid: RL${'0'.repeat(32)} }\n`);
  expect(await runColloquyCommand(['serve', '--seed', file], inMemory)).toMatchObject({
    code: 1,
    stdout: expect.not.stringContaining('Colloquy listens on'),
    stderr: expect.stringMatching(/^colloquy: .*fails\.yaml:3:\d+: users\[1\].*\n$/),
  });
});

test('serve does not start with an invalid seed', async () => {
  const file = writeSeed('invalid.yaml', 'users:\n  - name: bob\n');
  for (const [path, message] of [
    [file, /invalid\.yaml:2:5: users\[0\]/],
    [at('none.yaml'), /Cannot read the seed file/],
  ] as const)
    expect(await runInProcess(['serve', '--seed', path], environment)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliEntry } from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';

const complete = async (...words: readonly string[]): Promise<string[]> => {
  const { code, stdout, stderr } = await runInProcess(['complete', '--', ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
};

test('commands, their subcommands and their flags are completed, hidden ones are not', async () => {
  expect(await complete('we')).toEqual(['webhooks']);
  expect(await complete('')).toContain('serve');
  expect(await complete('comp')).toEqual(['completion']);
  expect(await complete('webhooks', '')).toEqual(['list', 'show', 'replay', 'trigger', 'listen']);
  expect(await complete('conversations', 'update', 'support', '--timers')).toEqual([
    '--timers-inactive',
    '--timers-closed',
  ]);
  // It is accepted, but the help of the command does not list it.
  expect(await complete('token', '--log')).toEqual([]);
});

test('the script of bash completes a line', async () => {
  const { stdout } = await runInProcess(['completion', 'bash']);
  const directory = mkdtempSync(join(tmpdir(), 'colloquy-completion-'));
  const file = join(directory, 'colloquy.bash');
  writeFileSync(
    file,
    `colloquy() { '${process.execPath}' --conditions=colloquy-source '${cliEntry}' "$@"; }
${stdout}
COMP_WORDS=(colloquy webhooks re); COMP_CWORD=2; _colloquy; echo "\${COMPREPLY[*]}"`,
  );
  const { stdout: completed } = spawnSync('bash', [file], { encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  expect(completed).toBe('replay\n');
});

test.each(['zsh', 'fish'])('there is a script for %s', async (shell) => {
  expect(await runInProcess(['completion', shell])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('colloquy complete --'),
  });
});

test('a shell without a script is a usage error that names those with one', async () => {
  expect(await runInProcess(['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: 'colloquy: completion needs one of: bash, zsh, fish, not "tcsh".\n',
  });
});

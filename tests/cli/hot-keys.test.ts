import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { cliEntry } from '../support/processes/colloquy-command.ts';

/** `script` of util-linux runs a program at a terminal of its own. */
const hasTerminals =
  process.platform === 'linux' && spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

test.skipIf(!hasTerminals)(
  'at a terminal, serve shows its hot keys and credentials, and quits by one',
  async () => {
    const command = `'${process.execPath}' --conditions=colloquy-source '${cliEntry}' serve`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      env: { PATH: process.env['PATH'], PORT: '0', COLLOQUY_DATABASE_URL: 'sqlite::memory:' },
    });
    let shown = '';
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    const ended = once(terminal, 'close');
    try {
      await expect.poll(() => shown, { timeout: 10_000 }).toContain('press h + enter to show help');
      terminal.stdin.write('h\n');
      await expect.poll(() => shown).toContain('press o + enter to open the console in a browser, signed in');
      const [, accountSid = 'none'] = /Account SID +(AC\w+)/.exec(shown) ?? [];
      terminal.stdin.write('s\n');
      await expect.poll(() => shown.split(`Account SID   ${accountSid}`).length).toBe(3);
      terminal.stdin.write('q\n');
      expect(await ended).toEqual([0, null]);
    } finally {
      terminal.kill('SIGKILL');
    }
  },
);

import { once } from 'node:events';
import { expect, test } from 'vitest';
import { hasTerminals, startAtTerminal } from '../support/processes/terminal-command.ts';

test.skipIf(!hasTerminals)(
  'at a terminal, serve shows its hot keys and credentials, and quits by one',
  async () => {
    const { process: terminal, shown } = startAtTerminal(['serve'], {
      PORT: '0',
      COLLOQUY_DATABASE_URL: 'sqlite::memory:',
    });
    const ended = once(terminal, 'close');
    try {
      await expect.poll(shown, { timeout: 10_000 }).toContain('press h + enter to show help');
      terminal.stdin.write('h\n');
      await expect.poll(shown).toContain('press o + enter to open the console in a browser, signed in');
      const [, accountSid = 'none'] = /Account SID +(AC\w+)/.exec(shown()) ?? [];
      terminal.stdin.write('s\n');
      await expect.poll(() => shown().split(`Account SID   ${accountSid}`).length).toBe(3);
      terminal.stdin.write('q\n');
      expect(await ended).toEqual([0, null]);
    } finally {
      terminal.kill('SIGKILL');
    }
  },
);

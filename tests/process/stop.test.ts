import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';

test('who stops a server that is stopping waits for the same end', async () => {
  const colloquy = await startColloquy();
  const ended: string[] = [];
  const first = colloquy.stop().then(() => ended.push('first'));
  const second = colloquy.stop().then(() => ended.push('second'));
  await Promise.all([first, second]);
  expect(ended).toEqual(['first', 'second']);
});

test.skipIf(process.platform === 'win32')(
  'a database that is made can be read by its owner alone',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'colloquy-mode-'));
    try {
      const file = join(directory, 'data', 'colloquy.db');
      await using _ = await startColloquy({ databaseUrl: `sqlite:${file}` });
      const modes = [join(directory, 'data'), file, `${file}-wal`].map((path) => statSync(path).mode & 0o077);
      expect(modes).toEqual([0, 0, 0]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from './support/commands.ts';
import { temporaryFolder } from './support/workspace.ts';

test('npm test fails when a test fails', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  mkdirSync(join(folder.path, 'tests'));
  writeFileSync(join(folder.path, 'tests/failing.test.ts'), 'throw new Error("This is meant to fail.");');
  // No server has this name; setting it keeps the setup from starting one, which the test does not use.
  const options = {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { COLLOQUY_TEST_POSTGRES_URL: 'postgres://' },
  };
  const result = await run('node', ['node_modules/vitest/vitest.mjs', 'run', '--dir', folder.path], options);
  expect(result.errors).toContain('This is meant to fail.');
  expect(result.code).toBe(1);
});

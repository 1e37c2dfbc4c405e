import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives a run of the tests a temporary folder of its own, and deletes it at the end. A file cannot always delete its own
 * folders: Vitest ignores an `afterAll` that is registered within a hook, and a test that is killed deletes nothing.
 */
export default function setup(): () => void {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-tests-'));
  // PostgreSQL refuses to run as root, and its user has files in the folder then.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  // Programs that tests start need not compile what others have compiled before.
  process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled');
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

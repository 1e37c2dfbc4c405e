import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/**
 * Makes 30 MB of garbage twice, with a pause after each time, and prints the heap's sizes in bytes: before and after the
 * release in each pause.
 */
const program = `
  import { setTimeout } from 'node:timers/promises';
  import { releaseIdleMemory } from './release-idle-memory.ts';
  releaseIdleMemory(20);
  const size = () => process.memoryUsage().heapTotal;
  for (let time = 0; time < 2; time++) {
    let garbage = Array.from({ length: 300_000 }, (_, n) => ({ n, list: [n, n] }));
    const before = size();
    garbage = undefined;
    console.log(before);
    while (size() > before / 2) await setTimeout(20);
    console.log(size());
  }
`;

/** Waits for ten windows without work. */
const idleProgram = `
  import { setTimeout } from 'node:timers/promises';
  import { releaseIdleMemory } from './release-idle-memory.ts';
  releaseIdleMemory(20);
  await setTimeout(200);
  console.log('still here');
`;

test('a process that may not use the inspector keeps its memory and goes on', () => {
  const permissions = ['--permission', '--allow-fs-read=*'];
  const printed = execFileSync(
    process.execPath,
    [...permissions, '--input-type=module', '--eval', idleProgram],
    { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  expect(printed).toContain('still here');
});

test('the heap shrinks each time that the process becomes idle', () => {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    timeout: 30_000,
  });
  const [busy = 0, idle = 0, busyAgain = 0, idleAgain = 0] = printed.trim().split('\n').map(Number);
  expect(idle).toBeLessThan(busy / 2);
  expect(busyAgain).toBeGreaterThan(idle);
  expect(idleAgain).toBeLessThan(busyAgain / 2);
});

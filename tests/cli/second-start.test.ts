import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliEntry, startNode } from '../support/processes/colloquy-command.ts';

/** Amaro is the compiler that is part of Node. */
const printCompiler = `data:text/javascript,process.on('exit', () =>
  console.log(process.moduleLoadList.some((name) => name.includes('amaro'))))`;

test('from the second start on, the sources run without the compiler of TypeScript', async () => {
  // Node keeps what it has compiled in the folder for temporary files.
  const environment = { TMPDIR: mkdtempSync(join(tmpdir(), 'colloquy-compiled-')) };
  const start = () =>
    startNode(
      ['--conditions=colloquy-source', `--import=${printCompiler}`, cliEntry, '--version'],
      environment,
    ).result;
  const printed = [(await start()).stdout, (await start()).stdout];
  expect(printed.map((text) => text.split('\n')[1])).toEqual(['true', 'false']);
});

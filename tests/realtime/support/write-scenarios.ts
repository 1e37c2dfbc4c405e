import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const sources = join(import.meta.dirname, '../scenarios');

/** Writes the scenarios as JavaScript, for runtimes that know no types, into a folder that is deleted with the stack. */
export function writeScenarios(disposables: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-scenarios-'));
  disposables.defer(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const code = stripTypeScriptTypes(readFileSync(join(sources, path), 'utf8'));
    const target = join(folder, path.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replaceAll(/( from '\.[^']*)\.ts';/g, "$1.js';"));
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return folder;
}
